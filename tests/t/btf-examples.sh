#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What btf2h makes of every object of the examples and templates compiles: all types
# and a skeleton in one source, in C and C++ for guests, and all types in Rust.
. tests/lib/tap.sh

[ "$B" = build ] || skip_all "shown with the other build"
# The maps, programs and links that a skeleton shows, of what guests can have.
shown() {
	sed -n '/^struct .*_bpf {/,/^};/p' | grep -E 'struct bpf_(map|program|link) \*' |
		grep -vw kconfig
}

for source in examples/*/*.bpf.c templates/*/*.bpf.c; do
	name=$(basename "$source" .bpf.c)
	case $name in *@*) # a template: see `make new`
		mkdir "$T/new" 2>/dev/null
		name=app
		for file in "$(dirname "$source")"/*.[ch]; do
			to=$(basename "$file" | sed 's/@NAME@/app/')
			sed 's/@NAME@/app/g; s/@IDENT@/app/g' "$file" >"$T/new/$to"
		done
		source=$T/new/app.bpf.c ;;
	esac
	"$B/wasm-bpf-cc" -target bpf -I"$(dirname "$source")" -c "$source" -o "$T/$name.bpf.o" ||
		exit 1
	ok "$source: C" "$B/btf2h" "$T/$name.bpf.o" -o "$T/$name.types.h"
	ok "$source: globals" "$B/btf2h" --globals --maps "$T/$name.bpf.o" -o "$T/$name.globals.h"
	ok "$source: skeleton" "$B/btf2h" --skeleton "$T/$name.bpf.o" -o "$T/$name.skel.h"
	if command -v bpftool >/dev/null; then
		is "$source: shows what bpftool's skeleton shows" "$(shown <"$T/$name.skel.h")" \
			"$(bpftool gen skeleton "$T/$name.bpf.o" 2>/dev/null | shown)"
	else
		skip "$source: shows what bpftool's skeleton shows" "no bpftool"
	fi
	printf '#include "%s"\n' "$name.skel.h" "$name.types.h" >"$T/$name.c"
	ok "$source: C compiles" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -fsyntax-only "$T/$name.c"
	ok "$source: C++ compiles" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -std=c++17 -x c++ \
		-fsyntax-only "$T/$name.c"
	ok "$source: globals compile" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -fsyntax-only \
		"$T/$name.globals.h"
	ok "$source: Rust" "$B/btf2h" --lang rust "$T/$name.bpf.o" -o "$T/$name.rs"
	if command -v rustc >/dev/null; then
		ok "$source: Rust compiles" rustc --edition 2021 --crate-type lib \
			--crate-name types \
			--emit metadata -Dwarnings --out-dir "$T" "$T/$name.rs"
	else
		skip "$source: Rust compiles" "no rustc"
	fi
done
done_testing
