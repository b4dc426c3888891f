#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Finds wasmtime's C API, or builds it once, and writes what the compiler needs:
#
#	engine.sh DIR	writes DIR/cflags and DIR/libs (response files)
#
# Looked for in this order: $WASMTIME_DIR (an unpacked release of the C API),
# pkg-config's wasmtime, this user's cache, a build by cargo into that cache.
# With $RUST_TARGET set, for a release: built for that target, with no path of this machine in it.
# The cache's key is the engine's version and whatever decides what is built:
# the crate's features, its locked dependencies, the compiler and the machine.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
tag=engine
# shellcheck source=pinned/cargo.sh
. "$here/cargo.sh"
version=$(sed -n 's|^version = "\([0-9].*\)"|\1|p' "$here/engine/Cargo.toml")
major=${version%%.*}
system_libs="-lpthread -ldl -lm"

# The engine's C API changes with its major version: check the one that is there.
has_major() { # include directory
	grep -qs "define WASMTIME_VERSION_MAJOR $major\$" "$1/wasmtime.h"
}

from_dir() {
	has_major "$1/include" ||
		die "'$1/include/wasmtime.h' is not wasmtime $major: WASMTIME_DIR takes its C API, unpacked"
	for lib in "$1/lib/libwasmtime.a" "$1/lib/libwasmtime.so"; do
		[ -f "$lib" ] || continue
		case $lib in *.so) rpath="-Wl,-rpath,$1/lib" ;; *) rpath= ;; esac
		answer "$out" "wasmtime from $1" "-isystem $1/include" "$lib $rpath $system_libs"
	done
	die "no libwasmtime.a or libwasmtime.so in '$1/lib'"
}

from_pkg_config() {
	pkg-config --exists wasmtime 2>/dev/null || return 0
	case $(pkg-config --modversion wasmtime) in "$major".*) ;; *) return 0 ;; esac
	answer "$out" "wasmtime from pkg-config" "$(pkg-config --cflags wasmtime)" \
		"$(pkg-config --libs wasmtime) $system_libs"
}

# What a build for a target takes: the linker, and where sources are said to be.
prepare_target() {
	name=$(echo "$target" | tr 'a-z-' 'A-Z_')
	export "CARGO_TARGET_${name}_LINKER=${CC:-cc}"
	export RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates"
}

# Runs cargo in the background and says now and then how far it has come.
watch_cargo() { # target directory, log
	CARGO_TARGET_DIR=$1 "$cargo" build --release --locked ${target:+--target "$target"} \
		--manifest-path "$here/engine/Cargo.toml" >"$2" 2>&1 &
	pid=$!
	trap 'kill $pid 2>/dev/null' INT TERM
	seconds=0
	while kill -0 $pid 2>/dev/null; do
		sleep 1
		seconds=$((seconds + 1))
		[ $((seconds % 30)) -eq 0 ] || continue
		say "$seconds s, $(grep -c Compiling "$2" || :) of" \
			"$(grep -c '^name = ' "$here/engine/Cargo.lock") crates at most"
	done
	wait $pid
}

build() { # directory
	find_cargo "building wasmtime $version" "WASMTIME_DIR to its C API"
	command -v cmake >/dev/null || die "building wasmtime needs cmake ('make deps' installs it)"
	[ -z "$target" ] || prepare_target
	log=$1.log
	say "building wasmtime $version once, some minutes on two cores; log: $log"
	watch_cargo "$1/target" "$log" ||
		{ tail -n 20 "$log" >&2; die "the build failed; its log is $log"; }
	release=$1/target/${target:+$target/}release
	mkdir -p "$1/lib"
	cp -R "$release"/build/wasmtime-c-api-impl-*/out/include "$1/include"
	cp "$release/libwasm_bpf_engine.a" "$1/lib/libwasmtime.a"
	rm -rf "$1/target" "$log"
}

from_cache() {
	key=$( (cat "$here/engine/Cargo.toml" "$here/engine/Cargo.lock" "$here"/engine/src/*.rs
		echo "${target:-$(uname -m)}") | sha256sum | cut -c1-12)
	dir=$cache/engine-$version-$key
	cached "$dir" build "wasmtime $version"
	answer "$out" "wasmtime from $dir" "-isystem $dir/include -DENGINE_HAS_COMPONENTS" \
		"$dir/lib/libwasmtime.a $system_libs"
}

target=${RUST_TARGET:-}
[ -z "${WASMTIME_DIR:-}" ] || from_dir "$WASMTIME_DIR"
[ -n "$target" ] || from_pkg_config
from_cache
