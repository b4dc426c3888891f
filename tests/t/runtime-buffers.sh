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

# On one CPU: each has a perf buffer of its own, and there is no order among them.
writes() { taskset -c "$cpu" "$T/s$$" if=/dev/zero of=/dev/null bs=1 "count=$1" status=none; }
# Records come fast, so that their reader lets nobody wake it, and later one by itself.
for test in rearmed rearmed-mapped rearmed-polled rearmed-perf; do
	for rule in "" each "64K,3ms"; do
		launch "$T/abi.bpf.o" "$run" --timeout 60 ${rule:+--wake $rule} "$T/buffers.wasm" \
			$test
		writes 50000
		wait_for "quiet 0" "$T/out" $pid
		writes 1
		wait $pid
		# What a perf buffer had no room for, the guest compares with the program's count.
		is "$test${rule:+ --wake $rule}: every record, and the last one wakes" \
			"$? $(sed "/records of 'perf' lost/d" "$T/out")" \
			"$(printf '0 waiting\nquiet 0\nquiet 1')"
	done
done
for rule in "" 0 -1 5x "5ms," "5ms,6ms" "64K,64K" "each,5ms" 3601s 99999999999; do
	fails "--wake '$rule' is no rule" 2 "$run" "--wake=$rule" "$T/buffers.wasm"
done

start interrupted
interrupt INT
is "an interrupted wait for a level: the guest's status" $status 0
is "an interrupted wait for a level: records stay" "$(cat "$T/out")" "$(printf 'waiting\nflushed')"

done_testing
