#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Gets what `make demo` would otherwise build for minutes, without a Rust compiler: an engine
# that others have built, the headers of the same version, and libbpf's source.
#
#	prebuilt.sh	prints the folder: include/ and lib/libwasmtime.so, libbpf/
#
# pip downloads the Python package that carries the library, cargo the crates that carry headers
# and source. Each is used only if its SHA-256 stands in prebuilt.lock. Nothing but the demo
# uses this engine: `make` builds its own.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
lock=$here/prebuilt.lock
tag=prebuilt
# shellcheck source=pinned/cargo.sh
. "$here/cargo.sh"

# What the lock has of a name: its version, and the check of a downloaded file.
version_of() { sed -n "s/^[0-9a-f]*  $1-\([0-9.]*[0-9]\)[-+.].*/\1/p" "$lock" | head -n 1; }
check() { # file
	(cd "$(dirname "$1")" && grep -F "  $(basename "$1")" "$lock" | sha256sum -c --quiet) >&2 ||
		die "'$(basename "$1")' is not what prebuilt.lock says"
}

# A cargo that can ask for one crate, without those that it needs: from 1.82 on. Debian's
# package of it asks for a whole compiler, so it is unpacked alone.
find_any_cargo() {
	for cargo in ${CARGO:-} cargo /usr/bin/cargo "$work/root/usr/bin/cargo"; do
		! "$cargo" info --help >/dev/null 2>&1 || return 0
	done
	(cd "$work" && apt-get download -q cargo-web && dpkg-deb -x cargo-web_*.deb root) >&2 ||
		die "no cargo of 1.82 or newer"
	cargo=$work/root/usr/bin/cargo
	"$cargo" --version >&2 || die "'$cargo' does not run"
}

# It wants to know a compiler's version before it downloads; none is needed for that.
write_compiler() { # file
	cat >"$1" <<-END
		#!/bin/sh
		printf '%s\n' 'rustc 1.95.0' 'binary: rustc' 'host: $(uname -m)-unknown-linux-gnu' \
			'release: 1.95.0'
	END
	chmod 755 "$1"
}

get_crate() { # NAME VERSION FOLDER
	(cd "$work/empty" && CARGO_HOME=$work/cargo RUSTC=$work/rustc \
		"$cargo" info --quiet "$1@$2" >/dev/null) || die "cannot download $1 $2"
	crate=$(find "$work/cargo/registry/cache" -name "$1-$2*.crate")
	check "$crate"
	mkdir -p "$3"
	tar -xzf "$crate" -C "$3" --strip-components 1
}

get_library() { # file
	python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" \
		"wasmtime==$(version_of wasmtime)" >&2 || die "pip cannot download the engine"
	wheel=$(ls "$work"/wasmtime-*.whl)
	check "$wheel"
	python3 -m zipfile -e "$wheel" "$work/wheel"
	mv "$work"/wheel/wasmtime/linux-*/_libwasmtime.so "$1"
}

# What the engine's cmake would write: all features that the runtime asks the headers for.
configure() { # include/wasmtime
	sed -E -e 's/^#cmakedefine (.*_(CACHE|CRANELIFT|WASI|GC|GC_DRC|THREADS|PARALLEL_COMPILATION))$/#define \1/' \
		-e '/^#cmakedefine/d' "$1/conf.h.in" >"$1/conf.h"
}

get() { # directory
	work=$1/work
	mkdir -p "$work/empty" "$work/cargo" "$1/lib"
	! [ -f "${CARGO_HOME:-$HOME/.cargo}/config.toml" ] ||
		cp "${CARGO_HOME:-$HOME/.cargo}/config.toml" "$work/cargo"
	write_compiler "$work/rustc"
	find_any_cargo
	get_library "$1/lib/libwasmtime.so"
	get_crate wasmtime-c-api-impl "$(version_of wasmtime-c-api-impl)" "$work/api"
	mv "$work/api/include" "$1/include"
	configure "$1/include/wasmtime"
	get_crate libbpf-sys "$(version_of libbpf-sys)" "$work/bpf"
	mv "$work/bpf/libbpf" "$1/libbpf"
	rm -rf "$work"
}

dir=$cache/prebuilt-$(sha256sum <"$lock" | cut -c1-12)
cached "$dir" get "the download of a prebuilt engine"
echo "$dir"
