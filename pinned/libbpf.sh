#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Finds a libbpf that is new enough, or builds it once, and writes what the compiler needs:
#
#	libbpf.sh DIR	writes DIR/cflags and DIR/libs (response files)
#
# Looked for in this order: $LIBBPF_DIR (include/bpf and lib/libbpf.a), pkg-config's
# libbpf, this user's cache, a build into that cache from the locked crate's source.
# libelf and zlib are the system's. $LIBBPF_SOURCE is where that source already is.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
tag=libbpf
# shellcheck source=pinned/cargo.sh
. "$here/cargo.sh"
version=$(sed -n 's|^version = "\([0-9].*\)"|\1|p' "$here/libbpf/Cargo.toml")
minor=${version#1.} minor=${minor%%.*}
system_libs="-lelf -lz"
cc=${CC:-cc}
flags="-O2 -g -fPIC -ffunction-sections -fdata-sections"

from_dir() {
	found=$(sed -n 's/^#define LIBBPF_MINOR_VERSION //p' \
		"$1/include/bpf/libbpf_version.h" 2>/dev/null)
	[ "${found:-0}" -ge "$minor" ] || die "'$1/include/bpf' is not libbpf $version or newer"
	[ -f "$1/lib/libbpf.a" ] || die "no libbpf.a in '$1/lib'"
	answer "$out" "libbpf from $1" "-isystem $1/include" "$1/lib/libbpf.a $system_libs"
}

from_pkg_config() {
	pkg-config --atleast-version="$version" libbpf 2>/dev/null || return 0
	answer "$out" "libbpf from pkg-config" "$(pkg-config --cflags libbpf)" \
		"$(pkg-config --libs libbpf) $system_libs"
}

# By libbpf's own Makefile, which takes four seconds; beside its headers the kernel's that
# it is made for.
build() { # directory
	source=${LIBBPF_SOURCE:-}
	if [ -z "$source" ]; then
		find_cargo "fetching libbpf $version" "LIBBPF_DIR to one that is installed"
		source=$(crate_source "$here/libbpf" libbpf-sys)/libbpf
	fi
	[ -d "$source/src" ] || die "cannot fetch the source of libbpf $version"
	say "building libbpf $version once"
	MAKEFLAGS='' make -s -j2 -C "$source/src" BUILD_STATIC_ONLY=1 CC="$cc" \
		OBJDIR="$1/obj" DESTDIR="$1" PREFIX= LIBDIR=/lib \
		CFLAGS="$flags -ffile-prefix-map=$source=libbpf" install >"$1.log" 2>&1 ||
		{ tail -n 20 "$1.log" >&2; die "the build failed; its log is $1.log"; }
	mkdir "$1/include/linux"
	cp "$source"/include/uapi/linux/bpf.h "$source"/include/uapi/linux/bpf_common.h \
		"$source"/include/uapi/linux/btf.h "$1/include/linux"
	cp "$source"/LICENSE* "$1"
	rm -rf "$1/obj" "$1.log"
}

from_cache() {
	key=$( (cat "$here/libbpf/Cargo.lock" "$here/libbpf.sh"; $cc -dumpmachine
		$cc --version) | sha256sum | cut -c1-12)
	dir=$cache/libbpf-$version-$key
	cached "$dir" build "libbpf $version"
	answer "$out" "libbpf from $dir" "-isystem $dir/include" "$dir/lib/libbpf.a $system_libs"
}

[ -z "${LIBBPF_DIR:-}" ] || from_dir "$LIBBPF_DIR"
from_pkg_config
from_cache
