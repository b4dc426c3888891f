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

# libbpf 1.7 packs the place of a USDT argument into bit-fields of 16 bits, which take more room
# than the enum that objects made with older headers have there: they would read no arguments.
keep_usdt_layout() { # source
	fields="idx_reg_off: 12|scale_bitshift: 4|__reserved: 8"
	sed -i -E "s/^(\t)__u(16|8)([\t ]+)($fields);/\1__u32\3\4;/" "$1/src/usdt.c"
	[ "$(grep -cE "__u32[[:blank:]]+($fields);" "$1/src/usdt.c")" = 6 ] ||
		die "usdt.c is not as it was in libbpf 1.7.0"
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
	cp -R "$source" "$1/source"
	source=$1/source
	keep_usdt_layout "$source"
	MAKEFLAGS='' make -s -j2 -C "$source/src" BUILD_STATIC_ONLY=1 CC="$cc" \
		OBJDIR="$1/obj" DESTDIR="$1" PREFIX= LIBDIR=/lib \
		CFLAGS="$flags -ffile-prefix-map=$source=libbpf" install >"$1.log" 2>&1 ||
		{ tail -n 20 "$1.log" >&2; die "the build failed; its log is $1.log"; }
	mkdir "$1/include/linux"
	cp "$source"/include/uapi/linux/bpf.h "$source"/include/uapi/linux/bpf_common.h \
		"$source"/include/uapi/linux/btf.h "$1/include/linux"
	cp "$source"/LICENSE* "$1"
	rm -rf "$1/obj" "$1/source" "$1.log"
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
