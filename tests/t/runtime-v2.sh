#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: v2 of the ABI, with right and with hostile arguments.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

"$cc" -target bpf -c $guests/abi.bpf.c -o "$T/abi.bpf.o" &&
	"$cc" -O2 $guests/v2.c -o "$T/v2.wasm" || exit 1

# Runs one test of tests/guests/v2.c.
guest() { "$run" --timeout 60 "$T/v2.wasm" "$1" <"$T/abi.bpf.o"; }

for test in host errors info read read-perf wait ring positions data mmap callback batch \
	batch-hostile handles close-in-callback; do
	ok "$test" guest $test
done
# What a guest takes from a mapped ring is counted by its position.
"$run" --json --timeout 60 "$T/v2.wasm" ring <"$T/abi.bpf.o" >/dev/null 2>"$T/json"
like "bytes of a mapped ring are counted" "$(cat "$T/json")" '"taken_bytes":[1-9][0-9]*'
fails "a store to a page that is the kernel's" 134 guest store
like "is a trap" "$(cat "$T/out")" "mapped.*the guest trapped: memory access out of bounds"
fails "a trap with a ring mapped" 134 guest trap

launch "$T/abi.bpf.o" "$run" --timeout 20 "$T/v2.wasm" interrupted
interrupt INT
is "an interrupted wait: the guest's status" $status 0
is "an interrupted wait: the guest flushes and leaves" "$(cat "$T/out")" \
	"$(printf 'waiting\nflushed')"

done_testing
