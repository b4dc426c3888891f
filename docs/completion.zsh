#compdef wasm-bpf btf2wit btf2h wasm-bpf-cc wasm-bpf-cargo
# SPDX-License-Identifier: MIT
# zsh completion: what is possible completion.sh says.

local program=${commands[$words[1]]:-$words[1]} word meaning
local -a described unended

while IFS=$'\t' read -r word meaning; do
	case $word in
	:folders) _files -/ ;;
	:files*) _files -g "(${(j:|:)${=word#:files}})" ;;
	*=) unended+=("${word//:/\\:}${meaning:+:$meaning}") ;;
	*) described+=("${word//:/\\:}${meaning:+:$meaning}") ;;
	esac
done < <(sh "${program:h}/../share/wasm-bpf/completion.sh" "$program" \
	"${(@)words[2,CURRENT-1]}" "$PREFIX")
(( ! $#described )) || _describe word described
(( ! $#unended )) || _describe word unended -S ''
