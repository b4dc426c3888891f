#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/go-bootstrap: of bounded size, and right about 200 processes.
. tests/lib/tap.sh
. tests/lib/processes.sh
. tests/lib/go.sh
. tests/lib/wasm.sh
need_go

example=examples/go-bootstrap
guest=$T/go-bootstrap.wasm
ok "builds" make -s -C $example TOOLS="$PWD/$B"
cp $example/go-bootstrap.wasm "$guest"
ok "is valid" wasm-validate --enable-all "$guest"
is_small 2700000 "$guest"
is "imports only the contract and WASI" \
	"$(imports_of "$guest")" \
	"wasi_snapshot_preview1 wasm_bpf_v2"
has_usage go-bootstrap
shows_processes
done_testing
