# SPDX-License-Identifier: MIT
# examples/go-execve: the imports alone, and the host calling what Go exports.
. tests/lib/tap.sh
. tests/lib/go.sh

ok "builds" make -s -C examples/go-execve TOOLS="$PWD/$B"
guest=$T/go-execve.wasm
cp examples/go-execve/go-execve.wasm "$guest"
size=$(stat -c %s "$guest")
is "has at most 2,700,000 bytes (it has $size)" $((size <= 2700000)) 1
is "imports only what any wasm-bpf runtime has" \
	"$(wasm-objdump -j Import -x "$guest" | sed -n 's/.*<- \([a-z_0-9-]*\)\..*/\1/p' | sort -u | paste -sd ' ')" \
	"callback-wrapper wasi_snapshot_preview1 wasm_bpf"
if [ "$(id -u)" -ne 0 ]; then
	skip "1,500 programs" "loading BPF programs needs root"
	done_testing
fi

# More records than the runtime hands over before it compiles a faster way to do so.
cp /bin/true "$T/g$$"
"$B/wasm-bpf" "$guest" >"$T/table" 2>"$T/err" &
pid=$!
for _ in $(seq 100); do
	! grep -q '^PID' "$T/table" || break
	sleep 0.1
done
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
