#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A short pass of what `make soak` does.
. tests/lib/tap.sh
need_root
ok "every record is delivered, or counted; guests leave nothing behind" tests/soak/run 300000 20
like "records were delivered by each way" "$(cat "$T/out")" \
	"poll first ring.*read first ring.*mapped first ring"
sed -n 's/^[a-z]* [a-z]* [a-z]*: [0-9]/# &/p' "$T/out"
done_testing
