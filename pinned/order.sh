#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints which functions the starts of a guest, of a BPF object and of a typed guest run, whose
# code was compiled before: the linker puts them side by side (within.sh). Needs root and valgrind.
#
#	order.sh BUILD	BUILD: the folder that has wasm-bpf
#
# Names are as the object files have them, with '*' for what differs from one Rust compiler to the
# next. Those of one function come first, and those that many have, as instances of a generic one,
# last: most of these are not run.
set -eu

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$build/wasm-bpf-cc" -target bpf -c "$here/../examples/bootstrap/bootstrap.bpf.c" \
	-o "$work/bootstrap.bpf.o"
make -s -C "$here/../examples/bootstrap" >&2
(cd "$work" && PATH=$build:$PATH && wasm-bpf new app --lang c --typed && make -s -C app) >&2

# Makes names of those that the linker knows.
names() {
	sed -E "s/'[0-9]+\$//; s/\.(isra|part|constprop|cold|llvm).*//; s/17h[0-9a-f]{16}E/17h*E/;
		s/Cs[0-9A-Za-z]+_/Cs*_/g" |
		grep -E '^[A-Za-z_][A-Za-z0-9_.$*]{0,200}$'
}

trace() { # COMMAND...: twice, as the first run compiles
	for _ in 1 2; do
		XDG_CACHE_HOME="$work/cache" timeout -s INT 10 valgrind \
			--tool=callgrind --demangle=no --compress-strings=no \
			--callgrind-out-file="$work/trace" "$@" >/dev/null 2>&1 || :
	done
	sed -n "s/^c\{0,1\}fn=\(([0-9]*) \)\{0,1\}//p" "$work/trace"
}

{
	trace "$build/wasm-bpf" "$here/../examples/bootstrap/bootstrap.wasm"
	trace "$build/wasm-bpf" -o json "$work/bootstrap.bpf.o"
	trace "$build/wasm-bpf" "$work/app/app.wasm"
} | names | LC_ALL=C sort -u >"$work/run"
nm "$build/wasm-bpf" | awk '$2 == "t" || $2 == "T" { print $3 }' | names |
	awk 'NR == FNR { run[$1]; next } $1 in run { count[$1]++ }
		END { for (name in count) print count[name], name }' "$work/run" - |
	LC_ALL=C sort -k1,1n -k2 | cut -d' ' -f2
