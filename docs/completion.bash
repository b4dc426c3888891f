# SPDX-License-Identifier: MIT
# bash completion for btf2wit, btf2h, wasm-bpf, wasm-bpf-cc and wasm-bpf-cargo.
# The options come from each program's own --help, so they cannot go stale.

_wasm_bpf_tools()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local words files='*' commands command

	case $1 in
	*btf2h) case $previous in --lang) words='c cpp rust go' ;; esac ;;
	*btf2wit) case $previous in -p) words='32 64' ;; esac ;;
	*wasm-bpf)
		files='*.?(c)wasm'
		case $previous in
		--allow | --deny) words='all program= attach= map= pin= ksym usym test-run stats' ;;
		--limit) words='memory= tables= objects= maps= map-size= time=' ;;
		--policy | --verify-key | --ca-file | --key) files='*' ;;
		--lang) words=$("$1" new --help 2>/dev/null | sed -n 's/^Languages: //p') ;;
		esac
		[[ $words != *=* ]] || compopt -o nospace 2>/dev/null
		commands=$("$1" --help 2>/dev/null |
			sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
		if [ "$COMP_CWORD" -eq 1 ] && [[ $current == [a-z]* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
			[ ${#COMPREPLY[@]} -eq 0 ] || return
		fi
		[[ " ${commands//$'\n'/ } " != *" ${COMP_WORDS[1]} "* ]] ||
			command=${COMP_WORDS[1]} ;;
	esac
	if [ -z "$words" ] && [[ $current == -* ]]; then
		words=$("$1" ${command:+"$command"} --help 2>/dev/null |
			grep -oE -- '(^|[ ,])--?[a-zA-Z][a-z0-9-]*' | tr -d ' ,' | sort -u)
	fi
	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
		return
	fi
	mapfile -t COMPREPLY < <(
		shopt -s extglob
		compgen -f -X "!$files" -- "$current"
		compgen -d -- "$current"
	)
}
complete -o filenames -F _wasm_bpf_tools btf2wit btf2h wasm-bpf wasm-bpf-cc wasm-bpf-cargo
