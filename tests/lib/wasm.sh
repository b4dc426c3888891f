# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced after tap.sh by tests that look at guests' modules.
#
#	is_small LIMIT MODULE	tests that it has at most so many bytes
#	imports_of MODULE	the modules that it imports from, in a line

is_small() {
	local size
	size=$(stat -c %s "$2")
	is "${2##*/} has at most $1 bytes (it has $size)" $((size <= $1)) 1
}

imports_of() {
	wasm-objdump -j Import -x "$1" | sed -n 's/.*<- \([a-z_0-9-]*\)\..*/\1/p' | sort -u |
		paste -sd ' '
}
