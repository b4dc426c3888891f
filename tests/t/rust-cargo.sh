#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf-cargo: which Rust it takes, what it tells cargo, and what it says without one.
. tests/lib/tap.sh

wrapper=$PWD/$B/wasm-bpf-cargo
unset CARGO RUSTC RUSTFLAGS CARGO_ENCODED_RUSTFLAGS WASI_SDK_PATH
export XDG_CACHE_HOME=$T/cache

# A toolchain in $T/NAME whose cargo tells how it was called, and "builds" the standard
# library when it is told to. $T/builds counts these builds.
toolchain() { # name, version of rustc, directories of its sysroot...
	local name=$1 version=$2 bin=$T/$1/bin
	shift 2
	mkdir -p "$bin"
	cat >"$bin/rustc" <<-END
	#!/bin/sh
	case "\$*" in
	--target*) echo "rustc \$*" ;;
	--version) echo "rustc $version (fake)" ;;
	-vV) echo "$name $version" ;;
	'--print sysroot') echo "$T/$name" ;;
	esac
	END
	cat >"$bin/cargo" <<-'END'
	#!/bin/sh
	for arg; do
		echo "arg $arg"
	done
	env | grep -e RUST -e CARGO | sort
	case "$*" in *-Zbuild-std=* | install*) ;; *) exit 0 ;; esac
	if [ "$1" = install ]; then # what it is asked for
		while [ "$1" != --root ]; do shift; done
		top=$(dirname "$(dirname "$RUSTC")")/..
		echo install >>"$top/builds"
		! [ -e "$top/broken" ] || { echo "error: no network"; exit 101; }
		mkdir -p "$2/bin" "$2/target"
		echo '#!/bin/sh' >"$2/bin/wasm-component-ld"
		chmod +x "$2/bin/wasm-component-ld"
		exit
	fi
	while [ "$1" != --target-dir ]; do
		[ "$1" != --target ] || target=$2
		shift
	done
	top=$(dirname "$(dirname "$RUSTC")")/..
	echo build >>"$top/builds"
	sleep 1
	! [ -e "$top/broken" ] || { echo "error: the source is broken"; exit 101; }
	mkdir -p "$2/$target/release/deps"
	echo >"$2/$target/release/deps/libstd-1234.rlib"
	echo >"$2/$target/release/deps/libwasm_bpf_std-1234.rlib"
	END
	chmod +x "$bin/cargo" "$bin/rustc"
	for directory; do
		mkdir -p "$T/$name/lib/rustlib/$directory"
	done
}
toolchain none 1.90.0 x
toolchain old 1.77.0 wasm32-wasip1/lib
toolchain installed 1.78.0 wasm32-wasip1/lib x86_64-unknown-linux-gnu/bin
toolchain source 1.96.0 src/rust/library/vendor
for name in old installed; do
	touch "$T/$name/lib/rustlib/wasm32-wasip1/lib/libstd-5678.rlib"
done
touch "$T/installed/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
chmod +x "$T/installed/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
of() { # toolchain, command...
	env CARGO="$T/$1/bin/cargo" "${@:2}"
}
out() { cat "$T/out"; }

# --- what it tells of itself ---

ok "prints its help" "$wrapper" --help
is "has the version of the tree" "$("$wrapper" --version)" \
	"wasm-bpf-cargo $(cat VERSION)"
fails "asks for arguments" 2 "$wrapper"

# --- no Rust ---

for name in nowhere none old; do
	fails "takes no $name toolchain" 1 of $name "$wrapper" build
	like "and tells rustup's way ($name)" "$(out)" \
		"no Rust here.*rustup target add wasm32-wasip1"
	like "and Debian's ($name)" "$(out)" "on Debian or Ubuntu install:.* rust-web-src"
done
is "and nothing is built" "$(find "$T/cache" -name '*rust-std*' 2>/dev/null)" ""

# --- a Rust with the target ---

ok "takes one that has the target" of installed "$wrapper" build --release
like "and runs guests by the runtime beside it" "$(out)" "WASIP1_RUNNER=$PWD/$B/wasm-bpf"
is "and tells cargo what a guest needs" "$(out | grep -e "^arg" -e BUILD_TARGET -e LINKER)" \
"arg --config
arg target.wasm32-wasip1.rustflags=['-Clink-arg=--export-table']
arg build
arg --release
CARGO_BUILD_TARGET=wasm32-wasip1"
like "and which compiler" "$(out)" "RUSTC=$T/installed/bin/rustc"
ok "runs with flags of the user" of installed env RUSTFLAGS="-Cdebuginfo=1" "$wrapper" build
like "and adds to them" "$(out)" "RUSTFLAGS=-Cdebuginfo=1 -Clink-arg=--export-table"
is "as cargo will not read others" "$(out | grep config)" ""
us=$(printf '\037')
ok "runs with encoded flags" of installed env CARGO_ENCODED_RUSTFLAGS="-C${us}a b" "$wrapper" build
like "and adds to these, too" "$(out)" \
	"CARGO_ENCODED_RUSTFLAGS=-C${us}a b${us}-Clink-arg=--export-table"
ok "is found in PATH" env PATH="$T/installed/bin:$PATH" "$wrapper" --print-rust
is "and shown" "$(out)" "cargo   $T/installed/bin/cargo
rustc   $T/installed/bin/rustc
sysroot $T/installed
linker  rust-lld"
cp -r "$T/installed" "$T/with space"
sed -i "s|$T/installed|$T/with space|" "$T/with space/bin/rustc"
ok "may lie in a folder with a space" of "with space" "$wrapper" build
like "and is told to cargo so" "$(out)" "RUSTC=$T/with space/bin/rustc"
rm -r "$T/installed/lib/rustlib/x86_64-unknown-linux-gnu"
ok "needs a linker where that Rust has none" of installed "$wrapper" build
like "which it finds" "$(out)" "CARGO_TARGET_WASM32_WASIP1_LINKER=.*/wasm-ld"

# --- a Rust with the source ---

# Programs that the wrapper itself uses, without a linker.
bare=$T/bare
mkdir "$bare"
for tool in cat cksum cp cut dirname env flock grep ln ls mkdir mv readlink rm sed sha256sum sleep \
	sort tail; do
	ln -s "$(command -v $tool)" "$bare/"
done
fails "takes no source without a linker" 1 of source PATH="$bare" /bin/sh "$wrapper" build
like "and names it" "$(out)" "on Debian or Ubuntu install: lld-19"
touch "$T/broken"
fails "says so where the library does not build" 1 of source "$wrapper" build
like "and why" "$(out)" "error: the source is broken"
is "and keeps none" "$(find "$T/cache" -name '*.rlib')" ""
rm "$T/broken" "$T/builds"

of source "$wrapper" build >"$T/first" 2>&1 &
ok "takes the source" of source "$wrapper" build
mv "$T/out" "$T/second"
ok "from two sides at once" wait $!
is "and builds once" "$(cat "$T/builds")" build
sysroot=$(echo "$T"/cache/wasm-bpf/rust-std-1.96-*[!k])
for said in first second; do
	like "cargo is told where it is ($said)" "$(cat "$T/$said")" \
		"rustflags=\['-Clink-arg=--export-table','--sysroot=$sysroot'\]"
	like "and of the linker ($said)" "$(cat "$T/$said")" "WASIP1_LINKER=.*/wasm-ld"
done
ok "the library and its C library are there" \
	test -e "$sysroot/lib/rustlib/wasm32-wasip1/lib/libstd-1234.rlib" -a \
	-e "$sysroot/lib/rustlib/wasm32-wasip1/lib/self-contained/crt1-command.o"
is "and nothing else is left" "$(ls "$T/cache/wasm-bpf")" "${sysroot##*/}
${sysroot##*/}.lock"
is "the target comes first" "$(PATH="$T/source/bin:$PATH" CARGO= "$wrapper" --print-rust |
	grep -c "$T/source")" 2

# --- the kernel's side ---

ok "takes the source for BPF, too" of source "$wrapper" --rustc-bpf -O a.rs
core=$(echo "$T"/cache/wasm-bpf/rust-core-1.96-*[!k])
like "with a core library" "$(out)" "rustc --target bpfel-unknown-none --sysroot $core -O a.rs"
ok "which is built for that" test -e "$core/lib/rustlib/bpfel-unknown-none/lib/libstd-1234.rlib"
is "once" "$(of source "$wrapper" --rustc-bpf b.rs)" \
	"rustc --target bpfel-unknown-none --sysroot $core b.rs"
fails "takes no other Rust for BPF" 1 of installed "$wrapper" --rustc-bpf a.rs
like "and says what has it" "$(out)" "no Rust here builds for bpfel.*rust-web-src"

# --- components ---

host=$T/installed/lib/rustlib/x86_64-unknown-linux-gnu/bin
mkdir -p "$host/gcc-ld"
printf '#!/bin/sh\necho "wasm-component-ld 0.5.21"\n' >"$host/wasm-component-ld"
touch "$host/gcc-ld/wasm-ld" "$host/rust-lld"
chmod +x "$host/wasm-component-ld" "$host/gcc-ld/wasm-ld" "$host/rust-lld"
export WASI_SDK_PATH=$T/nosuch
no_ld() { # PATH without programs of that name
	local IFS=: folder left=
	for folder in $PATH; do
		[ -e "$folder/wasm-component-ld" ] || left=$left${left:+:}$folder
	done
	PATH=$left "$@"
}
ok "makes a component" no_ld of installed "$wrapper" --component build
like "by what the toolchain brings" "$(out)" "WASIP1_LINKER=$host/wasm-component-ld"
is "and tells cargo what a component needs" "$(out | grep "^arg")" \
"arg --config
arg target.wasm32-wasip1.rustflags=['-Clink-arg=--wasm-ld-path=$host/gcc-ld/wasm-ld']
arg build"
ok "with flags of the user" no_ld of installed env RUSTFLAGS=-Cdebuginfo=1 \
	"$wrapper" --component build
like "and adds to them" "$(out)" \
	"RUSTFLAGS=-Cdebuginfo=1 -Clink-arg=--wasm-ld-path=$host/gcc-ld/wasm-ld"
is "the program is told" "$(no_ld of installed "$wrapper" --print-tool wasm-component-ld 0.5.9)" \
	"$host/wasm-component-ld"
fails "it knows no others" 1 "$wrapper" --print-tool wasm-opt
like "and says which" "$(out)" "there are wit-bindgen and wasm-component-ld"
fails "and asks for one" 2 "$wrapper" --print-tool
rm -f "$T/builds"
touch "$T/broken"
fails "says so where it cannot be built" 1 no_ld of source \
	"$wrapper" --print-tool wasm-component-ld 99
like "and why" "$(out)" "error: no network.*cannot build wasm-component-ld: its log is "
is "and keeps none" "$(find "$T/cache/wasm-bpf/tools" -name '*-ld')" ""
rm "$T/broken" "$T/builds"
no_ld of source "$wrapper" --print-tool wasm-component-ld 99 >"$T/first" 2>"$T/err" &
ok "builds what is not installed" no_ld of source "$wrapper" --print-tool wasm-component-ld 99
wait $!
is "once, from two sides at once" "$(cat "$T/builds")" install
is "and both are told where" "$(cat "$T/first")" "$(out | tail -1)"
ok "which can be run" "$(cat "$T/first")"

# --- no C library: hidden in a mount namespace of the test's own ---

if unshare -m true 2>/dev/null && [ -d /usr/lib/wasm32-wasi ]; then
	# shellcheck disable=SC2016
	fails "takes no source without wasi-libc" 1 of source unshare -m sh -c \
		'mount -t tmpfs none /usr/lib/wasm32-wasi && exec "$0" build' "$wrapper"
	like "and names it, too" "$(out)" "on Debian or Ubuntu install: wasi-libc"
else
	skip "takes no source without wasi-libc" "needs root, to hide /usr/lib/wasm32-wasi"
fi
done_testing
