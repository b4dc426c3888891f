#!/bin/sh
# SPDX-License-Identifier: MIT
#
# From a bare machine to events of its kernel, in about a minute:
#
#	demo.sh DIR SECONDS	builds into DIR, logs to DIR/log, shows bootstrap for SECONDS
#
# It installs only what the demo needs and takes a prebuilt engine (prebuilt.sh). Where that
# cannot be had, it builds all from source, as `make` does.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
dir=$1 seconds=$2
log=$dir/log
mkdir -p "$dir"
: >"$log"

say() { echo "demo: $*"; }
elapsed() { echo $(($(date +%s) - begun)); }
begun=$(date +%s)

# Runs a step; what it says goes to the log, and its last words to the screen if it fails.
step() { # WHAT COMMAND...
	what=$1
	shift
	"$@" >>"$log" 2>&1 || { tail -n 15 "$log" >&2; say "$what: failed, see $log"; exit 1; }
	say "$(elapsed) s: $what"
}

# cc, or else the compiler that the guests need.
compiler() {
	for cc in cc clang-19 clang-22 clang-21 clang-20 clang-18 clang-17 clang-16 clang-15; do
		! command -v $cc >/dev/null || break
	done
	echo "$cc"
}

# Builds into a folder of its own, so that `make` later starts afresh.
build() {
	cc=$(compiler)
	make -j"$(nproc)" B="$dir" CC="$cc" DEPS=demo "$@" "$dir/btf2h" "$dir/wasm-bpf" \
		"$dir/wasm-bpf-cc"
}

from_source() {
	say "no prebuilt engine here, see $log; building it from source takes some minutes"
	"$top/sdk/deps" install
	step "btf2h, wasm-bpf and the engine are built" build DEPS=build
}

say "the log is $log"
DEPS_LOG=$log "$top/sdk/deps" install demo
say "$(elapsed) s: compilers and libraries are here"
if prebuilt=$("$here/prebuilt.sh" 2>>"$log"); then
	say "$(elapsed) s: a prebuilt wasmtime is here, checked by its SHA-256"
	step "btf2h and wasm-bpf are built" build WASMTIME_DIR="$prebuilt" \
		LIBBPF_SOURCE="$prebuilt/libbpf"
else
	from_source
fi
export WASM_BPF_SDK="$top/sdk/c"
step "examples/bootstrap is built" make -C "$top/examples/bootstrap" clean all TOOLS="$dir"
"$top/examples/demo" "$dir/wasm-bpf" "$top/examples/bootstrap/bootstrap.wasm" "$seconds"
say "this engine is for the demo only: 'make deps && make' builds a static one from source"
