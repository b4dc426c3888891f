#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	runtime/imports/rows.sh MODULE [FORMAT]
#	runtime/imports/rows.sh --write PAGE
#
# Prints the rows of abi.def for a module (v1, wrapper, v2, wasi), a line each:
#
#	types	name type, where type is a letter a parameter, a colon, and the result's: "pi:I"
#	params	name, then a letter and a name for each parameter: "object_load i object"
#	table	a row of docs/abi.md
#
# --write puts the tables into a page, between its marks.
set -eu
if [ "$1" = --write ]; then
	for module in v1 wrapper v2 wasi; do
		"$0" $module table >"$2.rows"
		sed -i -e "/^<!-- rows: $module -->/,/^<!-- end -->/{/^| \`/d;/^|---/r $2.rows" -e '}' "$2"
	done
	rm "$2.rows"
	exit
fi
module=$1 format=${2:-types}
cd "$(dirname "$0")"
"${CC:-cc}" -E -P -x c -DNONE= -D'P(type, name)=type name' \
	-D'FUNCTION(module, name, result, params, meaning)=@module|name|result|params|meaning@' \
	abi.def | tr '\n@' ' \n' | awk -F '|' -v module="$module" -v format="$format" '
	$1 == module {
		count = split($4, words, " "); type = names = params = ""
		for (i = 1; i < count; i += 2) {
			letter = words[i] == "u" ? "i" : words[i]
			type = type letter
			params = params " " words[i] " " words[i + 1]
			names = names (names == "" ? "" : ", ") words[i + 1]
		}
		type = type ":" ($3 == "none" ? "" : $3)
		meaning = substr($5, 2, length($5) - 2)
		if (format == "params") print $2 params
		else if (format == "table")
			printf "| `%s` (%s) | `%s` | %s |\n", $2, names, type, meaning
		else print $2, type
	}'
