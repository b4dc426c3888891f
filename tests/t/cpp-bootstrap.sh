#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/cpp-bootstrap: small, a valid guest, and right about 200 processes.
. tests/lib/tap.sh
. tests/lib/processes.sh
. tests/lib/wasm.sh
. tests/lib/guests.sh

mkdir "$T/examples"
cp -r examples/bootstrap examples/cpp-bootstrap "$T/examples/"
guest=$T/examples/cpp-bootstrap/cpp-bootstrap.wasm
ok "builds without a warning" make -C "$T/examples/cpp-bootstrap" clean all TOOLS="$PWD/$B" \
	CFLAGS="-Wall -Wextra -Werror"
ok "is valid" wasm-validate "$guest"
is_small 60000 "$guest"
has_usage cpp-bootstrap
shows_processes
done_testing
