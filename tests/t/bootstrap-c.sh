#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/bootstrap: small, for any runtime if need be, and right about 200 processes.
. tests/lib/tap.sh
export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$XDG_CACHE_HOME"

cp -r examples/bootstrap "$T/project"
guest=$T/project/bootstrap.wasm
ok "builds" make -C "$T/project" clean all TOOLS="$PWD/$B"
ok "is valid" wasm-validate "$guest"
imports_of() { wasm-objdump -j Import -x "$1" | sed -n 's/.*<- \([a-z_0-9]*\)\..*/\1/p' | sort -u | paste -sd ' '; }
size=$(stat -c %s "$guest")
is "has at most 36 KiB (it has $size)" $((size <= 36864)) 1
is "imports only part 2 and WASI" "$(imports_of "$guest")" "wasi_snapshot_preview1 wasm_bpf_v2"
ok "builds over part 1" "$B/wasm-bpf-cc" -DWASM_BPF_V1 "$T/project/bootstrap.c" --small-malloc \
	-lc-printscan-no-floating-point -o "$T/v1.wasm"
size=$(stat -c %s "$T/v1.wasm")
is "which has at most 40,000 bytes (it has $size)" $((size <= 40000)) 1
is "and imports only the contract and WASI" "$(imports_of "$T/v1.wasm")" "wasi_snapshot_preview1 wasm_bpf"
ok "prints its help" "$B/wasm-bpf" "$guest" --help
fails "refuses a duration that is none" 2 "$B/wasm-bpf" "$guest" -d 10x
like "and says so" "$(cat "$T/out")" "'10x' is no duration"
fails "refuses what it does not know" 2 "$B/wasm-bpf" "$guest" more

. tests/lib/processes.sh
make -s -C "$T/project" clean
done_testing
