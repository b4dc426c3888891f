#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A short pass of every fuzz target; `make fuzz` is the long one.
. tests/lib/tap.sh

[ "$B" = build ] || skip_all "fuzz targets are sanitized by themselves"
ok "the fuzz targets find nothing" make --no-print-directory -s -j"$(nproc)" fuzz FUZZ_SECONDS=60
tail -n 20 "$T/out" | sed 's/^/# /'
done_testing
