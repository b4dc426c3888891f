#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	runtime/kinds/rows.sh [manual|options|sections]
#	runtime/kinds/rows.sh --write PAGE
#
# Prints what kinds.def has: the rows of the table of targets in wasm-bpf(1), all options of
# targets, or the words of sections with what a target is for each. --write puts the table into
# a page, between its marks.
set -eu
if [ "${1:-}" = --write ]; then
	"$0" manual >"$2.rows"
	sed -i -e '/^\.\\" kinds$/,/^\.\\" end$/{/^\.\\"/!d;}' \
		-e "/^\.\\\\\" kinds\$/r $2.rows" "$2"
	rm "$2.rows"
	exit
fi
cd "$(dirname "$0")"
row='KIND(id, sections, types, form, flags, options, caps, grammar, hint)'
"${CC:-cc}" -E -P -x c -DNULL= -D"$row=~sections|options|grammar~" \
	kinds.def | tr '\n~' ' \n' |
	sed -n 's/^"\(.*\)"|"\(.*\)"|"\(.*\)"$/\1|\2|\3/p' |
	awk -F '|' -v format="${1:-manual}" '{
		# The grammar has bars of its own.
		grammar = $3; for (i = 4; i <= NF; i++) grammar = grammar "|" $i
		if (format == "options") {
			n = split($2, words, " ")
			for (i = 1; i <= n; i++) print words[i]
		} else if (format == "sections") {
			n = split($1, words, " ")
			for (i = 1; i <= n; i++) print words[i] "\t" grammar
		} else {
			gsub(/ /, ", ", $1)
			print ".It " $1
			print grammar
		}
	}'
