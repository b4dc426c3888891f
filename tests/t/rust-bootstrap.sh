# SPDX-License-Identifier: MIT
# examples/rust-bootstrap: small, and right about 200 processes.
. tests/lib/tap.sh

example=examples/rust-bootstrap
guest=$T/rust-bootstrap.wasm
ok "builds" make -s -C $example TOOLS="$PWD/$B"
cp $example/rust-bootstrap.wasm "$guest"
ok "is valid" wasm-validate "$guest"
size=$(stat -c %s "$guest")
is "has at most 115,000 bytes (it has $size)" $((size <= 115000)) 1
ok "prints its help" "$B/wasm-bpf" "$guest" --help
like "which is that" "$(cat "$T/out")" "^Usage: rust-bootstrap"
for wrong in "-d 10x" "-d" "-d -1" more; do
	# shellcheck disable=SC2086
	fails "refuses '$wrong'" 2 "$B/wasm-bpf" "$guest" $wrong
done

. tests/lib/processes.sh
done_testing
