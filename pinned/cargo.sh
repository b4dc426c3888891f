#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the scripts share that find a C library or build it once. Source this file with
# `tag`, the word before messages, set.
unset DESTDIR # of `make install`: the install rules of what is built here would follow it

: "${tag:?}"

say() { echo "$tag: $*" >&2; }
die() { say "$*"; exit 1; }

# Writes "$2" to the file "$1" unless it says so already, so that make sees no change.
put() {
	if [ "$(cat "$1" 2>/dev/null)" != "$2" ]; then
		printf '%s\n' "$2" >"$1.tmp.$$"
		mv -f "$1.tmp.$$" "$1"
	fi
}

# Answers in response files: what the compiler and the linker need, and "$2", whence.
answer() { # directory, where, cflags, libs
	mkdir -p "$1"
	[ "$(cat "$1/libs" 2>/dev/null)" = "$4" ] || say "$2"
	put "$1/cflags" "$3"
	put "$1/libs" "$4"
	exit 0
}

# A cargo whose rustc is new enough for wasmtime: the first in PATH that is, then Debian's.
find_cargo() { # what it is for, what else could be set
	need=95 # wasmtime 48 needs Rust 1.95
	for cargo in ${CARGO:-} cargo /usr/bin/cargo; do
		rustc=${RUSTC:-$(dirname "$(command -v "$cargo" || echo /none)")/rustc}
		minor=$("$rustc" --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
		if [ "${minor:-0}" -ge $need ] && command -v "$cargo" >/dev/null; then
			export RUSTC="$rustc"
			return 0
		fi
	done
	die "$1 needs cargo and rustc 1.$need or newer ('make deps' installs them" \
	    "where the distribution has them, else see rustup), or set $2"
}

# The source of a locked crate, as cargo unpacked it: fetched if it is not there yet.
crate_source() { # directory of a Cargo.toml, crate
	"$cargo" metadata --locked --format-version 1 --manifest-path "$1/Cargo.toml" \
		--filter-platform "$("$RUSTC" -vV | sed -n 's/^host: //p')" |
		tr ',' '\n' | sed -n "s|^\"manifest_path\":\"\(.*/$2-[0-9][^/]*\)/Cargo.toml\".*|\1|p"
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/wasm-bpf

# The directory "$1" of the cache, which the function "$2" makes as "$1".build; that
# appears under its name only when it is complete. Of two at once the second waits.
cached() { # directory, function, what is built
	[ ! -d "$1" ] || return 0
	mkdir -p "$cache"
	exec 9>"$1.lock"
	flock -n 9 || { say "waiting for another build of $3"; flock 9; }
	[ ! -d "$1" ] || return 0
	rm -rf "$1.build"
	mkdir -p "$1.build"
	"$2" "$1.build"
	mv "$1.build" "$1"
}
