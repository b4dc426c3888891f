#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/bootstrap: small, for any runtime if need be, and right about 200 processes.
. tests/lib/tap.sh
. tests/lib/guests.sh
. tests/lib/wasm.sh
. tests/lib/processes.sh

cp -r examples/bootstrap "$T/project"
guest=$T/project/bootstrap.wasm
ok "builds" make -C "$T/project" clean all TOOLS="$PWD/$B"
ok "is valid" wasm-validate "$guest"
is_small 36864 "$guest"
is "imports only v2 and WASI" "$(imports_of "$guest")" "wasi_snapshot_preview1 wasm_bpf_v2"
ok "builds over v1" "$B/wasm-bpf-cc" -DWASM_BPF_V1 "$T/project/bootstrap.c" --small-malloc \
	-lc-printscan-no-floating-point -o "$T/v1.wasm"
is_small 40000 "$T/v1.wasm"
is "and imports only the contract and WASI" "$(imports_of "$T/v1.wasm")" \
	"wasi_snapshot_preview1 wasm_bpf"
has_usage bootstrap
fails "says what is wrong" 2 "$B/wasm-bpf" "$guest" -d 10x
like "with a duration" "$(cat "$T/out")" "'10x' is no duration"
shows_processes
make -s -C "$T/project" clean
done_testing
