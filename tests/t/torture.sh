#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A short pass of what `make torture` does, and readers in whom it must find something.
. tests/lib/tap.sh
need_root
ok "each way, shape and wake-up: every record once, in order" tests/soak/torture 3000000
lines=$(cat "$T/out")
is "each of them ran" "$(grep -c ' records, .* dropped, ' <<<"$lines")" 108
like "rings were full, and records stood behind unfinished ones" "$lines" \
	"8 in 8: [0-9]+ records, [1-9][0-9]* dropped, [1-9][0-9]* behind .*, [1-9][0-9]* times full"

for fault in FORGETFUL TWICE; do
	fails "a reader that is $fault is found out" 1 \
		env FAULT=$fault ONLY=1 tests/soak/torture 216000
	like "and by what it takes next" "$(cat "$T/out")" \
		"mapped, 1 in 1: ring 0, after 1000 records, one of [0-9]+ bytes: its "
done
done_testing
