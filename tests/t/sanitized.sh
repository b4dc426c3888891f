#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Scripts that put hostile or unusual input before a program, again with the
# programs that the address and undefined-behaviour sanitizers watch.
. tests/lib/tap.sh

[ "$B" = build ] || skip_all "runs the others with a build of its own"
# Shows what went wrong, not the rest.
sanitized() { B=build/asan bash "$1" >"$T/log" 2>&1 || { grep -v '^ok ' "$T/log"; return 1; }; }

shopt -s nullglob
for script in tests/t/{golden,btf,wit,diff,runtime,streams,typed,chaos,keep,oci}*.sh; do
	ok "$script, sanitized" sanitized "$script"
done
done_testing
