#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: ABI part 2, with right and with hostile arguments.
. tests/lib/tap.sh
[ "$(id -u)" -eq 0 ] || skip_all "loading BPF programs needs root"
export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$XDG_CACHE_HOME"
run=$B/wasm-bpf
cc=$B/wasm-bpf-cc
guests=tests/guests

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

: >"$T/out"
"$run" --timeout 20 "$T/v2.wasm" interrupted <"$T/abi.bpf.o" >"$T/out" 2>&1 &
pid=$!
for ((i = 0; i < 200; i++)); do grep -q waiting "$T/out" && break; sleep 0.05; done
kill -INT $pid
wait $pid
is "an interrupted wait: the guest's status" $? 0
is "an interrupted wait: the guest flushes and leaves" "$(cat "$T/out")" "$(printf 'waiting\nflushed')"

done_testing
