#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# All types of the running kernel, in C, C++ and Rust, against what bpftool reads from
# the same BTF.
. tests/lib/tap.sh

vmlinux=/sys/kernel/btf/vmlinux
[ -r $vmlinux ] || skip_all "no $vmlinux"
clang=$("$B/wasm-bpf-cc" --print-clang) || skip_all "no clang"

ok "the kernel's types in C" "$B/btf2h" $vmlinux -o "$T/kernel.h"
ok "the same again" "$B/btf2h" $vmlinux -o "$T/again.h"
ok "is the same" cmp <(sed '/AGAIN_H/d' "$T/again.h") <(sed '/KERNEL_H/d' "$T/kernel.h")

cat >"$T/check.c" <<'EOF'
#include "kernel.h"
#ifndef __cplusplus
#define static_assert _Static_assert
#endif
#define SIZE(type, bytes) static_assert(sizeof(type) == bytes, #type);
#define OFFSET(type, member, bytes) \
	static_assert(offsetof(type, member) == bytes, #type "." #member);
#include "facts.h"
EOF
if command -v bpftool >/dev/null; then
	for kind in macros tags types; do
		sed "/naming_c_$kind/,/^};/!d" btf2h/naming_c_headers.c |
			grep -o '"[^"]*"' | tr -d '"' >"$T/$kind"
	done
	cat "$T/types" >>"$T/tags"
	bpftool btf dump file $vmlinux | awk -v macros="$T/macros" -v tags="$T/tags" \
		-f tests/oracle/kernel.awk >"$T/facts.h"
else
	: >"$T/facts.h"
	skip "offsets by bpftool" "no bpftool: the header's own asserts alone"
fi
tail -n 1 "$T/facts.h" | sed 's/^/# /'

compiles() { # NAME COMPILER...
	if [ "$B" != build ]; then
		skip "sizes and offsets: $1" "shown with the other build"
	elif command -v "$2" >/dev/null; then
		ok "sizes and offsets: $1" "${@:2}" -Wall -Wextra -Werror -fsyntax-only "$T/check.c"
	else
		skip "sizes and offsets: $1" "no $2"
	fi
}
free=(-ffreestanding -nostdlibinc)
compiles "C, gcc" gcc -std=c11
compiles "C++, g++" g++ -std=c++17 -x c++
compiles "C, x86-64" "$clang" -std=c11
compiles "C++, x86-64" "$clang" -std=c++17 -x c++
compiles "C, aarch64" "$clang" --target=aarch64-linux-gnu "${free[@]}" -std=c11
compiles "C++, aarch64" "$clang" --target=aarch64-linux-gnu "${free[@]}" -std=c++17 -x c++
compiles "C, wasm32" "$B/wasm-bpf-cc" -std=c11
compiles "C++, wasm32" "$B/wasm-bpf-cc" -std=c++17 -x c++

ok "the kernel's types in Rust" "$B/btf2h" --lang rust $vmlinux -o "$T/kernel.rs"
if [ "$B" != build ]; then
	skip "sizes and offsets: Rust" "shown with the other build"
elif command -v rustc >/dev/null; then
	ok "sizes and offsets: Rust" rustc --edition 2021 --crate-type lib --crate-name kernel \
		--emit metadata --out-dir "$T" "$T/kernel.rs"
else
	skip "sizes and offsets: Rust" "no rustc"
fi
done_testing
