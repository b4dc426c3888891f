# SPDX-License-Identifier: MIT
# The SDK for Rust: its unit tests on this machine, its API in guests on the runtime.
. tests/tap.sh

export BPF_OBJECT=$T/guests.bpf.o CARGO_TARGET_DIR=$PWD/build/rust
guests=$CARGO_TARGET_DIR/wasm32-wasip1/release

ok "compiles an object" "$B/wasm-bpf-cc" -target bpf -c tests/rust/guests.bpf.c -o "$BPF_OBJECT"
ok "checks without the standard library" cargo check --quiet --no-default-features \
	--manifest-path sdk/rust/Cargo.toml
is "and without a warning" "$(cat "$T/out")" ""
ok "passes its unit tests" cargo test --quiet --manifest-path sdk/rust/Cargo.toml -- --include-ignored
ok "builds guests" "$B/wasm-bpf-cargo" build --quiet --release --manifest-path tests/rust/Cargo.toml
for guest in raw api no_std; do
	ok "$guest is valid" wasm-validate "$guests/$guest.wasm"
	is "$guest imports nothing else" "$(wasm-objdump -x -j Import "$guests/$guest.wasm" |
		sed -n 's/.*<- //p' | grep -v -e '^wasm_bpf\.' -e '^wasi_snapshot_preview1\.')" ""
done

# A guest that uses all functions, against the table that the runtime is made from.
imported() {
	wasm-objdump -x "$1" | sed 's/i32/i/g; s/i64/I/g; s/nil//' | awk '
		/^ - type\[/ { id = $2; gsub(/[^0-9]/, "", id); type = $0; sub(/^[^(]*/, "", type)
			gsub(/[(, )]/, "", type); sub(/->/, ":", type); types[id] = type }
		/ <- wasm_bpf\./ { id = $3; sub(/sig=/, "", id); name = $NF; sub(/wasm_bpf\./, "", name)
			print name, types[id] }' | sort
}
is "the crate declares what the runtime has" "$(imported "$guests/raw.wasm")" \
	"$(awk -F '"' '/^FUNCTION\("wasm_bpf",/ { gsub(/p/, "i", $6); print $4, $6 }' runtime/abi.def | sort)"

# Runs a guest, and as soon as it is ready a program of a name of its own, as often as told.
with_execs() { # times, name, command...
	local times=$1 name=$2 pid
	shift 2
	cp /bin/true "$T/$name"
	: >"$T/said"
	timeout 60 "$@" >>"$T/said" 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		! grep -q ready "$T/said" || break
		sleep 0.1
	done
	for _ in $(seq "$times"); do
		"$T/$name"
	done
	wait $pid
}

ok "the safe API keeps its promises" with_execs 6 "api$$" "$B/wasm-bpf" "$guests/api.wasm" "api$$"
like "to the end" "$(cat "$T/said")" '(^|[[:space:]])done'
is "a value for each CPU is one for each that can be" "$(sed -n 's/ CPUs$//p' "$T/said")" \
	$(($(sed 's/.*-//' /sys/devices/system/cpu/possible) + 1))
ok "a guest for the first SDK runs" with_execs 1 "raw-probe$$" "$B/wasm-bpf" "$guests/raw.wasm"
like "and gets its record" "$(cat "$T/said")" "record raw-probe$$ 42 (20|320).polled -1"
fails "a guest without the standard library runs" 3 "$B/wasm-bpf" "$guests/no_std.wasm"
like "and says what fails" "$(cat "$T/out")" "map 'none': no such file or directory \(ENOENT\)"
size=$(stat -c %s "$guests/no_std.wasm")
is "and has at most 45,000 bytes (it has $size)" $((size <= 45000)) 1
done_testing
