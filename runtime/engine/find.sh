#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Finds wasmtime's C API, or builds it once, and writes what the compiler needs:
#
#	find.sh DIR	writes DIR/cflags and DIR/libs (response files)
#
# Looked for in this order: $WASMTIME_DIR (an unpacked release of the C API),
# pkg-config's wasmtime, this user's cache, a build by cargo into that cache.
# The cache's key is the engine's version and whatever decides what is built:
# the crate's features, its locked dependencies, the compiler and the machine.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
version=$(sed -n 's|^version = "\([0-9].*\)"|\1|p' "$here/Cargo.toml")
major=${version%%.*}
system_libs="-lpthread -ldl -lm"

say() { echo "engine: $*" >&2; }
die() { say "$*"; exit 1; }

# Writes "$2" to the file "$1" unless it says so already, so that make sees no change.
put() {
	if [ "$(cat "$1" 2>/dev/null)" != "$2" ]; then
		printf '%s\n' "$2" >"$1.tmp.$$"
		mv -f "$1.tmp.$$" "$1"
	fi
}

answer() { # where, cflags, libs
	mkdir -p "$out"
	[ "$(cat "$out/libs" 2>/dev/null)" = "$3" ] || say "wasmtime from $1"
	put "$out/cflags" "$2"
	put "$out/libs" "$3"
	exit 0
}

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
		answer "$1" "-isystem $1/include" "$lib $rpath $system_libs"
	done
	die "no libwasmtime.a or libwasmtime.so in '$1/lib'"
}

from_pkg_config() {
	pkg-config --exists wasmtime 2>/dev/null || return 0
	case $(pkg-config --modversion wasmtime) in "$major".*) ;; *) return 0 ;; esac
	answer "pkg-config" "$(pkg-config --cflags wasmtime)" \
		"$(pkg-config --libs wasmtime) $system_libs"
}

# A cargo whose rustc is new enough: the first in PATH that is, then Debian's.
find_cargo() {
	need=95 # wasmtime 48 needs Rust 1.95
	for cargo in ${CARGO:-} cargo /usr/bin/cargo; do
		rustc=${RUSTC:-$(dirname "$(command -v "$cargo" || echo /none)")/rustc}
		minor=$("$rustc" --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
		if [ "${minor:-0}" -ge $need ] && command -v "$cargo" >/dev/null; then
			export RUSTC="$rustc"
			return 0
		fi
	done
	die "building wasmtime $version needs cargo and rustc 1.$need or newer ('make deps' installs them" \
	    "where the distribution has them, else see rustup), or set WASMTIME_DIR to its C API"
}

# Builds into the directory "$1", which appears only when it is complete.
build() {
	find_cargo
	command -v cmake >/dev/null || die "building wasmtime needs cmake ('make deps' installs it)"
	dir=$1 work=$1.build log=$1.log
	rm -rf "$work"
	say "building wasmtime $version once, some minutes on two cores; log: $log"
	CARGO_TARGET_DIR="$work" "$cargo" build --release --locked \
		--manifest-path "$here/Cargo.toml" >"$log" 2>&1 &
	pid=$!
	trap 'kill $pid 2>/dev/null' INT TERM
	seconds=0
	while kill -0 $pid 2>/dev/null; do
		sleep 1
		seconds=$((seconds + 1))
		[ $((seconds % 30)) -eq 0 ] || continue
		say "$seconds s, $(grep -c Compiling "$log" || :) of" \
			"$(grep -c '^name = ' "$here/Cargo.lock") crates at most"
	done
	wait $pid || { tail -n 20 "$log" >&2; die "the build failed; its log is $log"; }
	mkdir -p "$work/done/lib"
	cp -R "$work"/release/build/wasmtime-c-api-impl-*/out/include "$work/done/include"
	cp "$work/release/libwasm_bpf_engine.a" "$work/done/lib/libwasmtime.a"
	mv "$work/done" "$dir"
	rm -rf "$work" "$log"
}

from_cache() {
	key=$( (cat "$here/Cargo.toml" "$here/Cargo.lock" "$here/src/lib.rs"; uname -m) |
		sha256sum | cut -c1-12)
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/wasm-bpf
	dir=$cache/engine-$version-$key
	mkdir -p "$cache"
	if [ ! -d "$dir" ]; then
		# Two builds at once: the second waits, then finds the first one's.
		exec 9>"$dir.lock"
		flock -n 9 || { say "waiting for another build of wasmtime $version"; flock 9; }
		[ -d "$dir" ] || build "$dir"
	fi
	answer "$dir" "-isystem $dir/include" "$dir/lib/libwasmtime.a $system_libs"
}

[ -z "${WASMTIME_DIR:-}" ] || from_dir "$WASMTIME_DIR"
from_pkg_config
from_cache
