#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Names that others claim: the SDK's and libc's headers, C++, Rust's prelude; and names that
# types would have from each other. docs/layout.md has the rules.
. tests/lib/tap.sh

clang=$("$B/wasm-bpf-cc" --print-clang) || exit 1
list() { B=$B btf2h/naming_c_headers.sh list "$1"; }
object() { "$B/wasm-bpf-cc" -target bpf -Wno-incompatible-library-redeclaration -c "$1" -o "$2"; }

# --- all names of headers, as each kind of name ---

# All of the SDK's, and of libc's those that are known: the next one has more. Without keywords.
{
	grep -o '"[^"]*"' btf2h/naming_c_headers.c | tr -d '"'
	grep -rohE '\w+' sdk/c/include | sort -u
} | sort -u >"$T/known"
names() {
	for kind in "$@"; do list "$kind"; done | sort -u | comm -12 - "$T/known" |
		grep -vxE 'bool|true|false|static_assert|NULL'
}
names macros tags types values >"$T/all"
names macros >"$T/macros"
ok "the headers have names" test "$(wc -l <"$T/all")" -gt 1500
awk '{ print "struct " $1 " { int x; } v" NR ";" }' "$T/all" >"$T/tags.c"
awk '{ print "typedef struct { int x; } " $1 ";"; line = line "\t" $1 " m" NR ";\n" }
	END { print "struct all {\n" line "} all;" }' "$T/all" >"$T/typedefs.c"
awk '{ print "enum " $1 " { V" NR " } v" NR ";" }' "$T/all" >"$T/enums.c"
awk '{ line = line "\t" $1 ",\n" } END { print "enum all {\n" line "} all;" }' "$T/all" >"$T/constants.c"
awk '{ line = line "\tint " $1 ";\n" } END { print "struct all {\n" line "} all;" }' "$T/macros" >"$T/members.c"
sed -n 's/.*for header in \(.*\) \\$/\1/p; s/^\t\(stdint .*\); do$/\1/p' btf2h/naming_c_headers.sh | tr ' ' '\n' |
	sed 's/.*/#include <&.h>/' >"$T/libc.h"
{
	cat "$T/libc.h"
	printf '#include <%s.h>\n' bpf/libbpf bpf/bpf wasm_bpf wasm_bpf_v2
} >"$T/guest.h"
{
	cat "$T/libc.h"
	printf '#include <%s.h>\n' bpf/libbpf bpf/bpf
} >"$T/host.h"

for kind in tags typedefs enums constants members; do
	ok "$kind: compile" "$clang" -target bpf -fno-builtin -w -g -c "$T/$kind.c" -o "$T/$kind.o"
	ok "$kind: header" "$B/btf2h" "$T/$kind.o" -o "$T/$kind.h"
	for first in guest host libc; do
		printf '#include "%s.h"\n#include "%s.h"\n' $first $kind >"$T/$first-first.c"
		printf '#include "%s.h"\n#include "%s.h"\n' $kind $first >"$T/$first-last.c"
	done
	for order in first last; do
		ok "$kind, headers $order: guest in C" "$B/wasm-bpf-cc" -fsyntax-only -Werror \
			"$T/guest-$order.c"
		ok "$kind, headers $order: guest in C++" "$B/wasm-bpf-cc" -fsyntax-only -Werror \
			-std=c++17 -x c++ -Wno-reserved-user-defined-literal "$T/guest-$order.c"
		for where in libc host; do
			ok "$kind, headers of $where $order: C" gcc -std=gnu11 -fsyntax-only \
				-Werror "$T/$where-$order.c"
			ok "$kind, headers of $where $order: C++" g++ -std=gnu++17 -x c++ \
				-fsyntax-only -Werror "$T/$where-$order.c"
		done
	done
done

# --- skeleton, types and <bpf/libbpf.h> in one file ---

cat >"$T/app.bpf.c" <<'EOC'
typedef unsigned int pid_t;
typedef struct { int x; } __gnuc_va_list;
enum bpf_func_id { BPF_FUNC_unspec, __MAX_BPF_ATTACH_TYPE } func;
struct __sk_buff { int x; } skb;
struct xdp_md { __gnuc_va_list list; } md;
enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC, BPF_PROG_TYPE_SOCKET_FILTER };
struct bpf_prog_info { int id; };
enum ok { YES, NO } state;
struct option { int some; };
struct string { struct option result; };
struct event {
	pid_t pid;
	int errno, stdin;
	enum bpf_prog_type type;
	struct string vec;
	union { int event; struct { int EOF; }; };
};
struct event last;
struct bpf_prog_info info;
struct { int (*type)[1]; int (*max_entries)[8]; struct option *key; struct event *value; } m
	__attribute__((section(".maps"), used));
__attribute__((section("tp/a/b"), used)) int errno(void *c) { return last.errno + state + info.id; }
char _license[] __attribute__((section("license"))) = "GPL";
EOC
ok "an object of names that are taken" object "$T/app.bpf.c" "$T/app.bpf.o"
"$B/btf2h" --skeleton "$T/app.bpf.o" -o "$T/app.skel.h"
"$B/btf2h" "$T/app.bpf.o" -o "$T/app.h"
"$B/btf2h" --skeleton --lang cpp "$T/app.bpf.o" -o "$T/app.skel.hpp"
for order in 'app.h app.skel.h' 'app.skel.h app.h'; do
	printf '#include "%s"\n' $order >"$T/both.c"
	for compiler in "$B/wasm-bpf-cc" "$B/wasm-bpf-cc -std=c++17 -x c++" "gcc -std=gnu11" \
		"g++ -x c++"; do
		ok "$order: ${compiler#"$B/"}" $compiler -Wall -Wextra -Werror -fsyntax-only \
			"$T/both.c"
	done
done
printf '#include "app.skel.hpp"\n' >"$T/both.cc"
ok "the skeleton in C++" "$B/wasm-bpf-cc" -std=c++17 -Wall -Wextra -Werror -fsyntax-only \
	"$T/both.cc"
if command -v rustc >/dev/null; then
	rust=(rustc --edition 2021 --crate-type lib --emit metadata -Dwarnings --out-dir "$T")
	"$B/btf2h" --lang rust --skeleton --name app "$T/app.bpf.o" -o "$T/app.rs"
	ok "the crate compiles" "${rust[@]}" --crate-name wasm_bpf_binding --cfg 'feature="v2"' \
		sdk/rust/src/lib.rs
	ok "the skeleton in Rust" "${rust[@]}" "$T/app.rs" \
		--extern wasm_bpf_binding="$T/libwasm_bpf_binding.rmeta"
	like "the prelude keeps its names" \
		"$(grep -oE '^pub struct (Ok|Option|String)\w*' "$T/app.rs" | xargs)" \
		'^pub struct Option_ pub struct String_ pub struct Ok_$'
else
	skip "the skeleton in Rust" "no rustc"
fi

# --- a type's own name, whatever else is there ---

cat >"$T/own.c" <<'EOC'
union acpi { struct { int type; } integer; enum { IN_ACPI } kind; } a;
struct acpi_integer { long value; } b;
enum acpi_kind { ACPI_KIND } c;
enum maple { maple_range, maple_dense } d;
struct maple_range { int pivot; } e;
typedef struct { int x; } t; t f;
EOC
ok "types that meet" object "$T/own.c" "$T/own.o"
types() { "$B/btf2h" -l "$@" "$T/own.o"; }
like "in Rust" "$(types rust)" 'pub struct AcpiIntegeri?_2 .*pub struct AcpiInteger .*'
like "in Go" "$(types go)" 'type AcpiInteger_2 struct.*type AcpiInteger struct'
like "the constant of a struct's name" "$(types c)" '	maple_range = 0,'
for lang in rust go c; do
	for type in acpi acpi_integer acpi_kind maple maple_range t; do
		like "--type $type in $lang is what it is among all" "$(types $lang)" \
			"$(types $lang --type $type | grep -E '^(pub )?(struct|union|type|enum) ' | head -n 1 |
				sed 's/[][(){}*.]/\\&/g')"
	done
done
vmlinux=/sys/kernel/btf/vmlinux
if [ -r $vmlinux ]; then
	for lang in c rust go; do
		"$B/btf2h" --lang $lang $vmlinux -o "$T/all"
		"$B/btf2h" --lang $lang -t acpi_object -t 'maple_*' -t pid_type $vmlinux \
			-o "$T/some"
		is "some of the kernel's types in $lang, among all" \
			"$(grep -E '^(pub )?(struct|union|enum|type|typedef) ' "$T/some" | sort |
				comm -23 - <(sort "$T/all"))" ""
	done
else
	skip "some of the kernel's types" "no $vmlinux"
fi
done_testing
