#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The rooms of docs/design.md: who includes whom, and that no arrow runs back.
. tests/lib/tap.sh

rows=$(sed -n '/<!-- rooms -->/,/<!-- end -->/s/^| \([a-z0-9-]*\) |\(.*\)|$/\1\2/p' docs/design.md |
	grep -v '^room ')
public='runtime/wasm_bpf.h sdk/c/include/wasm_bpf_abi.h'

# The folder of each room: the one of its name at the top, in runtime/ or in oci/.
folder() {
	for dir in "runtime/$1" "oci/$1" "$1"; do
		[ ! -d "$dir" ] || { echo "$dir"; return; }
	done
}

# What the sources in a folder include, as rooms; what names no room stands with its file.
included() { # DIR
	grep -H '^#include "' "$1"/*.[ch] | sed 's/^\([^:]*\):#include "\(.*\)".*/\1 \2/' |
		while read -r file header; do
			[[ " $public " != *" $header "* ]] || continue
			[[ $header == */* ]] || { echo "$file:$header"; continue; }
			[[ $header != *.def ]] || [ -f "$header" ] || [ -f "runtime/$header" ] ||
				echo "$file:$header"
			header=${header%/*}
			echo "${header##*/}"
		done | sort -u
}

listed=
while read -r room allowed; do
	dir=$(folder "$room")
	[ -n "$dir" ] || { ok "$room is a folder" false; continue; }
	bad=
	for other in $(included "$dir"); do
		[[ " $room $allowed " == *" $other "* ]] || bad+="$other "
	done
	is "$room includes only the rooms below it" "$bad" ""
	back=
	for other in $allowed; do
		[[ " $listed " == *" $other "* ]] || back+="$other "
	done
	is "the rooms below $room stand above it in the table" "$back" ""
	listed+=" $room"
done <<<"$rows"

for dir in lib bindings types values columns streams plots kernels check containers export \
	activity observe inspection btf2wit btf2h wasm-bpf runtime runtime/*/ oci/*/; do
	dir=${dir%/} room=${dir##*/}
	ls "$dir"/*.c >/dev/null 2>&1 || continue
	like "$dir has a row" " $listed " " $room "
done

# A test that names no room would be built of nothing.
for test in tests/unit/*.c tests/fuzz/*.c; do
	like "${test#tests/} names its rooms" "$(grep -c '^ \* rooms: [a-z]' "$test")" '^1$'
done
done_testing
