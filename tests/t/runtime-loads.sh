#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: objects and settings of a guest's after which libbpf would use memory
# or descriptors that are not its own.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

# Where programs are that are not put anywhere at random.
case $(uname -m) in
aarch64) place=0xaaaaaaaa0000ull ;;
*) place=0x555555554000ull ;;
esac
. tests/lib/kernel.sh
ask_for_entries
"$cc" -target bpf "${entries_flags[@]}" -c $guests/object.bpf.c -o "$T/object.bpf.o" &&
	"$cc" -target bpf -DPLACE=$place -c $guests/arena.bpf.c -o "$T/arena.bpf.o" &&
	"$cc" -O2 $guests/v2_loads.c -o "$T/loads.wasm" || exit 1

guest() { "$run" --timeout 60 "$T/loads.wasm" "$1" <"$T/object.bpf.o"; }
for test in lost-values lost-maps; do ok "$test" guest $test; done

arena() { setarch -R "$run" --timeout 60 "$T/loads.wasm" arena <"$T/arena.bpf.o"; }
arena >"$T/said" 2>&1
case $? in
99) skip "an arena in the place of the program" "$(head -n 1 "$T/said")" ;;
*) ok "an arena in the place of the program" arena ;;
esac
done_testing
