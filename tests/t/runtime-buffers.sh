#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The settings of buffers: when a reader is woken, a perf buffer's pages and frames.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
"$B/wasm-bpf-cc" -target bpf -DSTREAM="\"s$$\"" -c tests/guests/abi.bpf.c -o "$T/abi.bpf.o" &&
	"$B/wasm-bpf-cc" -O2 tests/guests/buffers.c -o "$T/buffers.wasm" || exit 1

guest() { "$run" --timeout 60 "$T/buffers.wasm" "$@" <"$T/abi.bpf.o"; }
cpu=$(taskset -cp $$ | sed 's/.*[: ]\([0-9]*\).*/\1/')
pinned() { taskset -c "$cpu" "$run" --timeout 60 "$T/buffers.wasm" "$@" <"$T/abi.bpf.o"; }

for test in level delay two poll hostile; do
	ok "$test" guest $test
done
for test in page pages; do
	ok "$test of a perf buffer" pinned $test
done
ok "frames of a perf buffer" pinned frames "$cpu"

# Runs a test until it waits.
start() { launch "$T/abi.bpf.o" "$run" --timeout 20 "$T/buffers.wasm" "$1"; }
cp "$(command -v dd)" "$T/s$$"
start filling
while kill -0 $pid 2>/dev/null; do
	"$T/s$$" if=/dev/zero of=/dev/null bs=1 count=5000 status=none
done
wait $pid
is "a mapped ring that fills up meanwhile: the guest's status" $? 0
is "a mapped ring that fills up meanwhile" "$(cat "$T/out")" "$(printf 'waiting\ndone')"

start interrupted
interrupt INT
is "an interrupted wait for a level: the guest's status" $status 0
is "an interrupted wait for a level: records stay" "$(cat "$T/out")" "$(printf 'waiting\nflushed')"

done_testing
