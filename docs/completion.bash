# SPDX-License-Identifier: MIT
# bash completion for btf2wit, btf2h, wasm-bpf, wasm-bpf-cc and wasm-bpf-cargo: what is
# possible completion.sh says.

_wasm_bpf_tools()
{
	local current=${COMP_WORDS[COMP_CWORD]} program words=() word pattern
	program=$(command -v -- "$1") || return
	# --option=value are three words here.
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		[ "$word" = = ] || words+=("$word")
	done
	[ "$current" != = ] || { current=; words+=(''); }
	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		case $word in
		:folders) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$current") ;;
		:files*)
			set -f
			for pattern in ${word#:files}; do
				mapfile -t -O ${#COMPREPLY[@]} COMPREPLY \
					< <(compgen -f -X "!$pattern" -- "$current")
			done
			set +f
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$current") ;;
		*)
			[[ $word != *= ]] || compopt -o nospace 2>/dev/null
			COMPREPLY+=("$word") ;;
		esac
	done < <(sh "${program%/*}/../share/wasm-bpf/completion.sh" "$program" "${words[@]}")
}
complete -o filenames -F _wasm_bpf_tools btf2wit btf2h wasm-bpf wasm-bpf-cc wasm-bpf-cargo
