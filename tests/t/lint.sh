#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `make lint` looks at. CI has its tools; elsewhere what is missing is skipped.
. tests/lib/tap.sh

[ "$B" = build ] || skip_all "the sources are the same for the other build"
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || skip_all "no git checkout"
for check in $(tests/lint --list); do
	tests/lint "$check" >"$T/said" 2>&1
	status=$?
	if [ $status -eq 77 ] && [ "${CI:-}" != true ]; then
		skip "lint: $check" "$(head -n 1 "$T/said")"
	else
		is "lint: $check" "$status $(cat "$T/said")" "0 "
	fi
done
done_testing
