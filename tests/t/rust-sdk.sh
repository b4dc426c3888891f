#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK for Rust: its unit tests on this machine, its API in guests on the runtime.
. tests/lib/tap.sh
. tests/lib/events.sh
. tests/lib/wasm.sh

export BPF_OBJECT=$T/guests.bpf.o SKELETON=$T/v2.rs CARGO_TARGET_DIR=$PWD/build/rust

ok "compiles an object" "$B/wasm-bpf-cc" -target bpf -c tests/rust/guests.bpf.c -o "$BPF_OBJECT"
ok "and another" "$B/wasm-bpf-cc" -target bpf -c tests/rust/v2.bpf.c -o "$T/v2.bpf.o"
ok "of which it makes a skeleton" "$B/btf2h" --skeleton --lang rust "$T/v2.bpf.o" --name v2 \
	-o "$SKELETON"
sed -i '/^#!/d' "$SKELETON"

ok "has a Rust for guests, and its library built" "$B/wasm-bpf-cargo" --print-rust

v1="--no-default-features --features std"
for features in "" "$v1" "--no-default-features" "--no-default-features --features v2"; do
	# shellcheck disable=SC2086
	ok "checks with features '$features'" cargo check --quiet $features \
		--manifest-path sdk/rust/Cargo.toml
	is "and without a warning" "$(cat "$T/out")" ""
done
ok "passes its unit tests" cargo test --quiet --manifest-path sdk/rust/Cargo.toml
# shellcheck disable=SC2086
ok "those of v1, too" cargo test --quiet $v1 --manifest-path sdk/rust/Cargo.toml \
	-- --include-ignored

# Guests for any runtime, then the same and more for ours.
build() { # folder, arguments of cargo...
	local folder=$T/$1
	shift
	"$B/wasm-bpf-cargo" build --quiet --release --manifest-path tests/rust/Cargo.toml "$@" &&
		mkdir -p "$folder" && mv "$CARGO_TARGET_DIR/wasm32-wasip1/release/"*.wasm "$folder"
}
rm -f "$CARGO_TARGET_DIR/wasm32-wasip1/release/"*.wasm
ok "builds guests" build v1
is "without a warning" "$(cat "$T/out")" ""
ok "builds guests with v2" build v2 --features v2,std --bin api --bin v2 --bin imports \
	--bin consumer
is "without a warning, too" "$(cat "$T/out")" ""
ok "and without the standard library" build v2 --features v2 --bin no_std
modules() {
	wasm-objdump -x -j Import "$1" | sed -n 's/.*<- \([a-z_0-9]*\)\..*/\1/p' | sort -u |
		paste -sd ' '
}
for guest in "$T"/v[12]/*.wasm; do
	ok "${guest#"$T"/} is valid" wasm-validate "$guest"
done
for guest in raw api no_std; do
	is "v1/$guest imports nothing else" "$(modules "$T/v1/$guest.wasm")" \
		"wasi_snapshot_preview1 wasm_bpf"
done
# Guests that use all functions, against the table that the runtime is made from.
imported() { # guest, module
	wasm-objdump -x "$1" | sed 's/i32/i/g; s/i64/I/g; s/nil//' | awk -v module="$2" '
		/^ - type\[/ { id = $2; gsub(/[^0-9]/, "", id); type = $0; sub(/^[^(]*/, "", type)
			gsub(/[(, )]/, "", type); sub(/->/, ":", type); types[id] = type }
		/ <- / && split($NF, name, ".") == 2 && name[1] == module {
			id = $3; sub(/sig=/, "", id); print name[2], types[id] }' | sort
}
has() { # rows
	runtime/imports/rows.sh "$1" | awk '{ gsub(/p/, "i", $2); print }' | sort
}
is "the crate declares what the runtime has" "$(imported "$T/v1/raw.wasm" wasm_bpf)" "$(has v1)"
is "and what v2 has" "$(imported "$T/v2/imports.wasm" wasm_bpf_v2)" "$(has v2)"

rest_needs_root "the API"

cpus=$(($(sed 's/.*-//' /sys/devices/system/cpu/possible) + 1))
for v in v1 v2; do
	ok "the safe API keeps its promises ($v)" with_execs 6 "$v-$$" "$B/wasm-bpf" \
		"$T/$v/api.wasm" "$v-$$"
	like "to the end" "$(cat "$T/said")" '(^|[[:space:]])done'
	is "a value for each CPU is one for each that can be" "$(sed -n 's/ CPUs$//p' "$T/said")" \
		$cpus
	fails "a guest without the standard library runs" 3 "$B/wasm-bpf" "$T/$v/no_std.wasm"
	like "and says what fails" "$(cat "$T/out")" \
		"map 'none': no such file or directory \(ENOENT\)"
	is_small 45000 "$T/$v/no_std.wasm"
done
# On one CPU, of whose perf buffer the losses are told with what comes next.
ok "so does all of v2" with_execs 5 "more-$$" unshare -n taskset -c 0 "$B/wasm-bpf" "$T/v2/v2.wasm"
like "to its end" "$(cat "$T/said")" '(^|[[:space:]])done'
is "it knows the kernel" "$(sed -n 's/^release //p' "$T/said")" "$(uname -r)"
# In a mount namespace of its own, whose end takes what was pinned.
mkdir "$T/bpf"
if unshare -m mount -t bpf none "$T/bpf" 2>/dev/null; then
	# shellcheck disable=SC2016
	ok "it pins what it may" unshare -m sh -c 'mount -t bpf none "$2/bpf" &&
		"$1" --allow "pin=$2/bpf/*" "$2/v2/v2.wasm" "$2/bpf" && ls "$2/bpf"' \
		- "$B/wasm-bpf" "$T"
	is "and that stays" "$(grep -v debug "$T/out" | paste -sd ' ')" "pinned link other"
else
	skip "it pins what it may" "no BPF file system"
fi
ok "a guest for the first SDK runs" with_execs 1 "raw-probe$$" "$B/wasm-bpf" "$T/v1/raw.wasm"
like "and gets its record" "$(cat "$T/said")" "record raw-probe$$ 42 (20|320).polled -1"
done_testing
