#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# libbpf-rs' names in the SDK for Rust: its crates, the skeleton, and a source that is written for it.
. tests/lib/tap.sh

export CARGO_TARGET_DIR=$T/target # new, for the tools may be
for crate in libbpf-rs libbpf-cargo; do
	ok "checks $crate" cargo check --quiet --offline --manifest-path sdk/rust/$crate/Cargo.toml
	is "without a warning: $crate" "$(cat "$T/out")" ""
	ok "rustfmt leaves $crate as it is" cargo fmt --check --manifest-path \
		sdk/rust/$crate/Cargo.toml
done
ok "builds a source for libbpf-rs" "$B/wasm-bpf-cargo" build --quiet --release --offline \
	--manifest-path tests/rust-libbpf/Cargo.toml
is "without a warning" "$(cat "$T/out")" ""
rest_needs_root "what it does"

# The guest sees its own writes: those of the runtime's process, which this one becomes.
cat >"$T/run" <<'END'
exec "$1" "$2" $$
END
"$BASH" "$T/run" "$B/wasm-bpf" "$CARGO_TARGET_DIR/wasm32-wasip1/release/probe.wasm" \
	>"$T/said" 2>"$T/dots"
is "it runs to the end" "$? $(tail -n 1 "$T/said")" "0 done"
like "and has said what it saw" "$(cat "$T/said")" '2 of [0-9]+'
done_testing
