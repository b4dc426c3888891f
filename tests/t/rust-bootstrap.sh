#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/rust-bootstrap: small, and right about 200 processes.
. tests/lib/tap.sh
. tests/lib/processes.sh
. tests/lib/wasm.sh

example=examples/rust-bootstrap
guest=$T/rust-bootstrap.wasm
ok "builds" make -s -C $example TOOLS="$PWD/$B"
cp $example/rust-bootstrap.wasm "$guest"
ok "is valid" wasm-validate "$guest"
is_small 115000 "$guest"
has_usage rust-bootstrap
shows_processes
done_testing
