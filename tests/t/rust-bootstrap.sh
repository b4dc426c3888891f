# SPDX-License-Identifier: MIT
# examples/rust-bootstrap: small, a guest for any runtime, and right about 200 processes.
. tests/tap.sh

example=examples/rust-bootstrap
guest=$T/rust-bootstrap.wasm
ok "builds" make -s -C $example TOOLS="$PWD/$B"
cp $example/rust-bootstrap.wasm "$guest"
ok "is valid" wasm-validate "$guest"
size=$(stat -c %s "$guest")
is "has at most 110,000 bytes (it has $size)" $((size <= 110000)) 1
is "imports only the contract and WASI" \
	"$(wasm-objdump -j Import -x "$guest" | sed -n 's/.*<- \([a-z_0-9]*\)\..*/\1/p' | sort -u | paste -sd ' ')" \
	"wasi_snapshot_preview1 wasm_bpf"
ok "prints its help" "$B/wasm-bpf" "$guest" --help
like "which is that" "$(cat "$T/out")" "^Usage: rust-bootstrap"
for wrong in "-d 10x" "-d" "-d -1" more; do
	# shellcheck disable=SC2086
	fails "refuses '$wrong'" 2 "$B/wasm-bpf" "$guest" $wrong
done

. tests/processes.sh
done_testing
