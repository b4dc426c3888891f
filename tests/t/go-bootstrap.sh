# SPDX-License-Identifier: MIT
# examples/go-bootstrap: of bounded size, and right about 200 processes.
. tests/lib/tap.sh
. tests/lib/go.sh

example=examples/go-bootstrap
guest=$T/go-bootstrap.wasm
ok "builds" make -s -C $example TOOLS="$PWD/$B"
cp $example/go-bootstrap.wasm "$guest"
ok "is valid" wasm-validate --enable-all "$guest"
size=$(stat -c %s "$guest")
is "has at most 2,700,000 bytes (it has $size)" $((size <= 2700000)) 1
is "imports only the contract and WASI" \
	"$(wasm-objdump -j Import -x "$guest" | sed -n 's/.*<- \([a-z_0-9]*\)\..*/\1/p' | sort -u | paste -sd ' ')" \
	"wasi_snapshot_preview1 wasm_bpf_v2"
ok "prints its help" "$B/wasm-bpf" "$guest" --help
like "which is that" "$(cat "$T/out")" "^Usage: go-bootstrap"
for wrong in "-d 10x" "-d" "-d -1" more; do
	# shellcheck disable=SC2086
	fails "refuses '$wrong'" 2 "$B/wasm-bpf" "$guest" $wrong
done

. tests/lib/processes.sh
done_testing
