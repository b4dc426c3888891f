#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/go-execve: the imports alone, and the host calling what Go exports.
. tests/lib/tap.sh
. tests/lib/go.sh
. tests/lib/wasm.sh
need_go

ok "builds" make -s -C examples/go-execve TOOLS="$PWD/$B"
guest=$T/go-execve.wasm
cp examples/go-execve/go-execve.wasm "$guest"
is_small 2700000 "$guest"
is "imports only what any wasm-bpf runtime has" \
	"$(imports_of "$guest")" \
	"callback-wrapper wasi_snapshot_preview1 wasm_bpf"
rest_needs_root "1,500 programs"

# More records than the runtime hands over before it compiles a faster way to do so.
cp /bin/true "$T/g$$"
"$B/wasm-bpf" "$guest" >"$T/table" 2>"$T/err" &
pid=$!
wait_for '^PID' "$T/table" $pid
for _ in $(seq 1500); do
	"$T/g$$"
done
sleep 0.3
kill -INT $pid
wait $pid
is "an interrupt ends it with success" $? 0
is "with nothing to complain of" "$(cat "$T/err")" ""
is "each execve() is shown once" "$(grep -Ec "^[0-9]+ +bash +$T/g$$\$" "$T/table")" 1500
done_testing
