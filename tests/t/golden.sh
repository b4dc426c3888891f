#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Each tests/golden/NAME.c is compiled for BPF; what the generators make of it must
# be what stands beside it, and compile. To add a test, drop in a file and run
# `make bless`, which rewrites all that is expected.
. tests/lib/tap.sh

# The object inside a skeleton depends on the compiler.
without_object() {
	sed '/static const char bytes/,/^}/d' "$1"
}

# golden NAME FILE: FILE is what stands beside NAME.c
golden() {
	if [ "${BLESS:-}" = 1 ]; then
		cp "$2" "tests/golden/$1"
		tap_pass "$1 written"
	else
		ok "$1 as expected" diff -u "tests/golden/$1" "$2"
	fi
}

compilers=()
clang=$("$B/wasm-bpf-cc" --print-clang) || exit 1
for compiler in "gcc -std=c11" "g++ -std=c++17 -x c++" "$clang -std=c11" \
	"$clang -std=c++17 -x c++" "$B/wasm-bpf-cc -std=c11" "$B/wasm-bpf-cc -std=c++17 -x c++"; do
	! command -v "${compiler%% *}" >/dev/null || compilers+=("$compiler")
done

for source in tests/golden/*.c; do
	name=$(basename "$source" .c)
	object=$T/$name.bpf.o
	ok "$name compiles" "$B/wasm-bpf-cc" -target bpf -c "$source" -o "$object"
	ok "$name to C" "$B/btf2h" "$object" -o "$T/$name.h"
	golden "$name.h" "$T/$name.h"
	for compiler in "${compilers[@]}"; do
		ok "$name.h: $compiler" $compiler -Wall -Wextra -Werror -fsyntax-only "$T/$name.h"
	done
	ok "$name to Rust" "$B/btf2h" --lang rust "$object" -o "$T/$name.rs"
	golden "$name.rs" "$T/$name.rs"
	if command -v rustc >/dev/null; then
		ok "$name.rs compiles" rustc --edition 2021 --crate-type lib --crate-name golden \
			--emit metadata -Dwarnings --out-dir "$T" "$T/$name.rs"
	else
		skip "$name.rs compiles" "no rustc"
	fi
	ok "$name to Go" "$B/btf2h" --lang go "$object" -o "$T/$name.go"
	golden "$name.go" "$T/$name.go"
	ok "$name to WIT" "$B/btf2wit" "$object" -o "$T/$name.wit"
	golden "$name.wit" "$T/$name.wit"
done

ok "skeleton" "$B/btf2h" --skeleton "$T/app.bpf.o" -o "$T/app.skel.h"
without_object "$T/app.skel.h" >"$T/app.skel"
golden app.skel.h "$T/app.skel"
ok "skeleton in C++" "$B/btf2h" --skeleton --lang cpp "$T/app.bpf.o" -o "$T/app.skel.hpp"
without_object "$T/app.skel.hpp" >"$T/app.skel"
golden app.skel.hpp "$T/app.skel"
ok "skeleton in Go" "$B/btf2h" --skeleton --lang go --package golden "$T/app.bpf.o" \
	-o "$T/app.skel.go"
golden app.skel.go "$T/app.skel.go"
ok "the same with the names of cilium/ebpf" "$B/btf2h" --skeleton --lang bpf2go --name app \
	--package golden "$T/app.bpf.o" -o "$T/app.bpf2go.go"
golden app.bpf2go.go "$T/app.bpf2go.go"
ok "and with those of libbpf-rs" "$B/btf2h" --skeleton --lang libbpf-rs --name app "$T/app.bpf.o" \
	-o "$T/app.libbpf.rs"
golden app.libbpf.rs "$T/app.libbpf.rs"
fails "which need a name" 2 "$B/btf2h" --skeleton --lang bpf2go "$T/app.bpf.o"
ok "skeleton in Rust" "$B/btf2h" --skeleton --lang rust "$T/app.bpf.o" -o "$T/app_skel.rs"
golden app.skel.rs "$T/app_skel.rs"
cat >"$T/both.c" <<'EOF'
#include "app.skel.h"
#include "app.h"
#include <stdio.h>

int main(void)
{
	size_t size;
	const void *bytes = app_bpf__elf_bytes(&size);

	return fwrite(bytes, size, 1, stdout) != 1;
}
EOF
ok "skeleton and types: C" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -c "$T/both.c" -o "$T/both.o"
cat >"$T/both.cc" <<'EOF'
#include "app.skel.h"
#include "app.h"

int main()
{
	app_bpf *skel = app_bpf::open();

	if (!skel || app_bpf::load(skel) || app_bpf::attach(skel))
		return 1;
	skel->data->counter++;
	app_bpf::detach(skel);
	app_bpf::destroy(skel);
	return 0;
}
EOF
ok "skeleton and types: C++" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -std=c++17 -x c++ \
	-fno-exceptions -c "$T/both.cc" -o "$T/both.o"
ok "the skeleton's functions on the host" "${CC:-cc}" -Wall -Wextra -Werror -o "$T/both" \
	"$T/both.c" -lbpf
"$T/both" >"$T/bytes"
ok "the object in the skeleton is the input" cmp "$T/bytes" "$T/app.bpf.o"

cat >"$T/skeleton.cc" <<'EOF'
#include "app.skel.hpp"
#include "app.h" // the same types, in another namespace

int main()
{
	auto skel = app_bpf::Skeleton::open().value();

	skel.data->counter++;
	if (!skel.load() || !skel.attach())
		return 1;
	for (const auto &[pid, last] : skel.maps.last_seen)
		skel.bss->latest.pid = pid + last.pid;
	skel.links.pass.detach();
	size_t size;
	const void *bytes = app_bpf::elf_bytes(&size);
	return fwrite(bytes, size, 1, stdout) != 1;
}
EOF
ok "skeleton in C++ for guests" "$B/wasm-bpf-cc" -Wall -Wextra -Werror -std=c++17 "$T/skeleton.cc" \
	-o "$T/skeleton.wasm"
ok "skeleton in C++ natively" g++ -Wall -Wextra -Werror -std=c++17 -Isdk/cpp/include \
	"$T/skeleton.cc" -o "$T/skeleton" -lbpf

cat >"$T/skeleton.rs" <<'EOF'
mod app_skel;

use app_skel::{AppBpf, Event, State};
use wasm_bpf_binding::{Result, RingBuffer};

pub fn run() -> Result<State> {
    let mut open = AppBpf::open()?;
    open.rodata.min_duration_ns = 5;
    open.data.counter += 1;
    open.maps.last_seen.set_max_entries(16)?;
    open.programs.pass.set_autoload(false)?;
    let mut app = open.load()?;
    app.attach()?;
    app.maps.last_seen.update(&1, &Event::default())?;
    RingBuffer::of(&app.maps.events)?.for_each(|record| assert_eq!(record.len(), 20))?;
    app.links.handle_exec = None;
    app.data.counter.set(app.data.counter.get() + app.rodata_more.extra());
    Ok(app.bss.state.get())
}
EOF
if command -v rustc >/dev/null; then
	rust=(rustc --edition 2021 --crate-type lib --emit metadata -Dwarnings --out-dir "$T")
	ok "the crate compiles" "${rust[@]}" --crate-name wasm_bpf_binding --cfg 'feature="v2"' \
		sdk/rust/src/lib.rs
	ok "skeleton in Rust compiles" "${rust[@]}" "$T/skeleton.rs" \
		--extern wasm_bpf_binding="$T/libwasm_bpf_binding.rmeta"
	rm "$T/app.bpf.o"
	fails "with the object's file alone" 1 "${rust[@]}" "$T/skeleton.rs" \
		--extern wasm_bpf_binding="$T/libwasm_bpf_binding.rmeta"
else
	skip "skeleton in Rust compiles" "no rustc"
fi
mkdir -p "$T/a/b" "$T/ab"
cp "$T/event.bpf.o" "$T/a/object.o"
# shellcheck disable=SC2016
fails "no skeleton in Rust of what is no file" 1 sh -c '"$1" --skeleton --lang rust - <"$2"' - \
	"$B/btf2h" "$T/a/object.o"
like "and says so" "$(cat "$T/out")" "includes the object's file, so the input cannot be '-'"
for place in b/x.rs=../object.o x.rs=object.o ../x.rs=a/object.o ../ab/x.rs=../a/object.o; do
	(cd "$T/a" && "$OLDPWD/$B/btf2h" --skeleton --lang rust object.o -o "${place%=*}")
	is "an object beside ${place%=*} is ${place#*=}" \
		"$(sed -n 's/.*include_bytes!("\(.*\)");/\1/p' "$T/a/${place%=*}")" "${place#*=}"
done
done_testing
