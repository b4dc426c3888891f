#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	sdk/c/absent.sh [--write PAGE]
#
# Prints the table of functions that cannot work in a guest, from absent.def; --write puts it
# into a page, between its marks.
set -eu
if [ "${1:-}" = --write ]; then
	"$0" >"$2.rows"
	sed -i -e "/^<!-- absent -->/,/^<!-- end -->/{/^| [A-Z]/d;/^|---/r $2.rows" -e '}' "$2"
	rm "$2.rows"
	exit
fi
cd "$(dirname "$0")"
"${CC:-cc}" -E -P -x c -D'GROUP(group, title, reason)=@G|group|title|reason@' \
	-D'ABSENT(group, type, name, ...)=@F|group|name@' -D'REFUSED(group, name)=@F|group|name@' \
	include/bpf/absent.def | tr '\n@' ' \n' | awk -F '|' '
	function unquote(text) { return substr(text, 2, length(text) - 2) }
	$1 == "G" { groups[++count] = $2; title[$2] = unquote($3); reason[$2] = unquote($4) }
	$1 == "F" { names[$2] = names[$2] (names[$2] == "" ? "" : ", ") "`" $3 "()`" }
	END {
		for (i = 1; i <= count; i++)
			printf "| %s | %s | %s |\n", title[groups[i]], names[groups[i]],
				reason[groups[i]]
	}'
