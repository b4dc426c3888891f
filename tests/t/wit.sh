#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# btf2wit: the rules of docs/layout-wit.md, the limits of component tools, bad input.
. tests/lib/tap.sh

clang=$("$B/wasm-bpf-cc" --print-clang 2>/dev/null) || clang=clang
object() { "$clang" -target bpf -g -O2 -c -x c - -o "$T/$1"; }
wit() { "$B/btf2wit" "$@" >"$T/wit" 2>"$T/err" </dev/null; }
check() { build/wit-check "$@"; }
accepted() { # name, file of BTF, options of btf2wit
	local name=$1 file=$2
	shift 2
	ok "writes $name" "$B/btf2wit" "$@" "$file" -o "$T/accepted.wit"
	case " $* " in *" --fixed-lists "*) set -- --fixed-lists ;; *) set -- ;; esac
	ok "which component tools accept: $name" check "$@" "$T/accepted.wit"
}
# What stands for a type, doc comment included: the paragraph with its name.
type_of() {
	sed '/^}$/d' "$T/wit" |
		awk -v RS= -v name="$1" '$0 ~ "(record|enum|flags|type) " name " "'
}

# --- the rules ---

object event.def.o <<-'END'
	struct event {
		int pid;
		int ppid;
		unsigned exit_code;
		unsigned long long duration_ns;
		char comm[16];
		char filename[127];
		_Bool exit_event;
	};
	struct event _event;
END
wit "$T/event.def.o" --type event
is "states a record" "$(cat "$T/wit")" "$(cat <<-'END'
	// Made by btf2wit from event.def.o.
	package bpf:event;

	interface types {
	  /// struct event; size 168
	  record event {
	    /// pid: int; offset 0; size 4
	    pid: s32,
	    /// ppid: int; offset 4; size 4
	    ppid: s32,
	    /// exit_code: unsigned int; offset 8; size 4
	    exit-code: u32,
	    /// duration_ns: unsigned long long; offset 16; size 8
	    duration-ns: u64,
	    /// comm: char[16]; offset 24; size 16; length 16
	    comm: list<u8>,
	    /// filename: char[127]; offset 40; size 127; length 127
	    filename: list<u8>,
	    /// exit_event: _Bool; offset 167; size 1
	    exit-event: bool,
	  }
	}

	world event {
	  import types;
	}
END
)"

cat >"$T/all.c" <<-'END'
	enum color { RED, GREEN = 5, BLUE, LAST = 6, NEG = -1 };
	enum mode { MODE_NONE, MODE_A = 1, MODE_D = 8, BIT_2 = 16, MODE_D2 = 8 };
	enum big { BIG = 1ULL << 40, ONE = 1 };
	enum small { ZERO, UNO, DUE };
	typedef struct { int x; } anon_t;
	typedef unsigned int u32;
	typedef u32 matrix[2][3];
	struct list_head { struct list_head *next; };
	struct empty {};
	union value { int a; char b[7]; struct { short s; } c; };
	struct bits {
		unsigned a : 3, : 4, c : 9; _Bool d : 1; enum color e : 3; long long g : 40;
	};
	struct all {
		struct list_head list; enum color color; enum mode mode;
		enum big big; enum small small;
		union value value; struct bits bits; struct empty empty; anon_t pairs[3];
		matrix m; char none[0]; const char *name; void (*fn)(int, struct all *);
		struct { int inner; union { int q; float r; }; };
		struct { int list_; } type;
		int Type, exit_code, exitCode, exit_code2;
		double d; __int128 wide; unsigned __int128 huge;
	};
	struct all variable;
END
object all.bpf.o <"$T/all.c"
wit "$T/all.bpf.o"
is "an enum" "$(type_of color)" "$(cat <<-'END'
	  /// enum color; size 4; signed
	  enum color {
	    /// RED = 0
	    red,
	    /// GREEN = 5
	    green,
	    /// BLUE = 6
	    /// LAST = 6
	    blue,
	    /// NEG = -1
	    neg,
	  }
END
)"
is "an enum of single bits" "$(type_of mode)" "$(cat <<-'END'
	  /// enum mode; size 4
	  /// MODE_NONE = 0
	  flags mode {
	    /// MODE_A = 1
	    mode-a,
	    bit-1,
	    bit-2-2,
	    /// MODE_D = 8
	    /// MODE_D2 = 8
	    mode-d,
	    /// BIT_2 = 16
	    bit-2,
	  }
END
)"
like "an enum that only counts" "$(type_of small)" 'enum small \{'
like "an enum of 64 bits" "$(type_of big)" 'size 8.*BIG = 1099511627776'
is "a union" "$(type_of value)" "$(cat <<-'END'
	  /// union value; size 8
	  /// - a: int; offset 0; size 4
	  /// - b: char[7]; offset 0; size 7; length 7
	  /// - c: struct {...}; offset 0; size 2
	  type value = list<u8>;
END
)"
like "a struct without a name" "$(type_of value-c)" 'struct \(anonymous\); size 2.*s: s16,'
like "a struct that only a typedef names" "$(type_of anon-t)" 'record anon-t'
is "an empty struct" "$(type_of empty)" "  /// struct empty; size 0
  type empty = list<u8>;"
is "bit-fields" "$(type_of bits)" "$(cat <<-'END'
	  /// struct bits; size 8
	  record bits {
	    /// a: unsigned int; bit 0; bits 3
	    a: u32,
	    /// c: unsigned int; bit 7; bits 9
	    c: u32,
	    /// d: _Bool; bit 16; bits 1
	    d: bool,
	    /// e: enum color; bit 17; bits 3
	    e: color,
	    /// g: long long; bit 20; bits 40
	    g: s64,
	  }
END
)"
like "a typedef of arrays" "$(type_of matrix)" 'length 2 3.*type matrix = list<list<%u32>>;'
all=$(type_of all)
like "a pointer" "$all" '/// name: const char \*; offset [0-9]+; size 8
    name: u64,'
like "a pointer to a function" "$all" '/// fn: void \(\*\)\(int, struct all \*\);[^/]* fn: u64,'
like "a member without a name" "$all" '/// \(anonymous\): struct \{\.\.\.\};[^/]* anon: all-anon,'
like "keywords" "$all" '%list: list-head,.*%type: all-type,'
like "names that differ in case" "$all" '/// Type: int;[^/]* %type-2: s32,'
like "names that differ in hyphens" \
	"$all" ' exit-code: s32,.* exit-code-2: s32,.* exit-code2-2: s32,'
like "128 bits" "$all" 'wide: tuple<u64, s64>,.*huge: tuple<u64, u64>,'
wit "$T/all.bpf.o" --globals
like "a section" "$(type_of section-bss)" '/// section \.bss; size .*variable: all,'
accepted "every rule" "$T/all.bpf.o"
accepted "fixed lists" "$T/all.bpf.o" --fixed-lists
like "which have lengths" "$(grep -c 'list<list<%u32, 3>, 2>\|list<u8, 8>\|list<anon-t, 3>' \
	"$T/accepted.wit")" 3
accepted "32-bit pointers" "$T/all.bpf.o" -p 32
ok "which have 32 bits" grep -q 'name: u32' "$T/accepted.wit"

# --- names of package and world, selection ---

accepted "a package and a world" "$T/event.def.o" --package my:type@1.2.3-rc.1+x -w FOO-2
is "with their names" "$(grep '^package\|^world' "$T/accepted.wit")" "package my:%type@1.2.3-rc.1+x;
world FOO-2 {"
for name in types interface 2nd _; do
	cp "$T/event.def.o" "$T/$name.o"
	accepted "a file called $name" "$T/$name.o"
done
for world in my_world 2nd Foo foo- -foo foo--bar ''; do
	fails "refuses a world called '$world'" 2 "$B/btf2wit" "$T/event.def.o" "--world=$world"
done
for package in foo foo: :foo a:b:c a:b@ a:b@1 a:b@1.2 a:b@1.2.03 a:b@1.2.3- a_b:c; do
	fails "refuses a package called $package" 2 "$B/btf2wit" "$T/event.def.o" \
		--package "$package"
done
fails "refuses no input" 2 "$B/btf2wit"
fails "refuses two inputs" 2 "$B/btf2wit" "$T/event.def.o" "$T/all.bpf.o"
fails "refuses other pointers" 2 "$B/btf2wit" "$T/event.def.o" -p 16
wit "$T/all.bpf.o" --type list_head --type 'sm*'
is "writes the types that are asked for" "$(grep -c '^  ///' "$T/wit")" 2
fails "refuses a type that is not there" 1 "$B/btf2wit" "$T/all.bpf.o" --type colour
like "and names one like it" "$(cat "$T/out")" "'color'"
wit - <"$T/event.def.o"
is "reads stdin" "$("$B/btf2wit" - -w x <"$T/event.def.o" | sed 1,2d)" \
	"$("$B/btf2wit" -w x "$T/event.def.o" | sed 1,2d)"

# --- large and odd ---

{ for i in $(seq 12000); do echo "struct s$i { int m; };"; done
	echo "struct { "; for i in $(seq 12000); do echo "struct s$i m$i;"; done; echo "} x;"; } |
	object many.o
accepted "12,000 types and members" "$T/many.o"
{ echo "struct s0 { int m; };"
	for i in $(seq 120); do echo "struct s$i { struct s$((i - 1)) m; };"; done
	echo "struct s120 x;"; } | object deep.o
accepted "120 structs, one in the other" "$T/deep.o"
{ echo "struct s0 { int m; };"
	for i in $(seq 19); do echo "struct s$i { struct s$((i - 1)) a, b; };"; done
	echo "struct s19 x;"; } | object heavy.o
accepted "a struct of a million members" "$T/heavy.o"
echo 'struct { char large[200 << 20]; char half[20 << 20]; struct { int m[1 << 20]; } in[4]; } x;' |
	object wide.o
accepted "an array of 200 megabytes" "$T/wide.o" --fixed-lists
cc -O1 -o "$T/generate" tests/oracle/generate.c && "$T/generate" "$T" 1 300
printf '#include "%s/%s.h"\n' "$T" types "$T" values |
	"$clang" -target bpf -g -O1 -w -DVALUE= '-DPOINTER(type,value)=(type)(value)' -c -x c - \
		-o "$T/random-types.o"
accepted "300 random declarations" "$T/random-types.o"
accepted "300 random declarations, in fixed lists" "$T/random-types.o" --fixed-lists
if [ -r /sys/kernel/btf/vmlinux ]; then
	accepted "all of the kernel" /sys/kernel/btf/vmlinux
	accepted "all of the kernel, in fixed lists" /sys/kernel/btf/vmlinux --fixed-lists
else
	skip "all of the kernel" "no /sys/kernel/btf/vmlinux"
fi

# --- what is made of it ---

for file in "$T/event.def.o" "$T/all.bpf.o" examples/*/*.bpf.o; do
	[ -e "$file" ] || continue
	wit "$file"
	ok "component tools take ${file##*/}" check "$T/wit"
	mkdir -p "$T/bindgen"
	ok "wit-bindgen takes ${file##*/}" check --bindgen "$T/bindgen" "$T/wit"
done
for file in tests/golden/*.wit; do
	ok "component tools take ${file##*/}" check --bindgen "$T/bindgen" "$file"
done
ok "wit-bindgen's C compiles" "$B/wasm-bpf-cc" -c -o "$T/bindings.o" "$T/bindgen/c/all.c"

wit "$T/all.bpf.o" --type all
cp "$T/wit" "$T/before"
ok "the same again" cmp "$T/before" <("$B/btf2wit" "$T/all.bpf.o" --type all)
wit "$T/all.bpf.o"
all=$(type_of all)
{ echo 'struct { enum { ANOTHER } a; union { int x; } b; struct one_more { int x; } c; } more;'
	cat "$T/all.c"; } | object all.bpf.o
wit "$T/all.bpf.o"
is "the same among other types" "$(type_of all)" "$all"

# --- bad input ---

refuses() { # name, file
	echo old >"$T/kept.wit"
	fails "refuses $1" 1 "$B/btf2wit" "$2" -o "$T/kept.wit"
	is "in one line: $1" "$(grep -c '^btf2wit: ' "$T/out") $(grep -cv '^btf2wit: \|^hint: ' \
		"$T/out")" "1 0"
	is "and keeps the old file: $1" "$(cat "$T/kept.wit")" old
}
refuses "a file that is not there" "$T/none.o"
refuses "a directory" "$T"
: >"$T/empty.o"
refuses "an empty file" "$T/empty.o"
head -c 4096 /dev/urandom >"$T/random.o"
refuses "random bytes" "$T/random.o"
echo 'int x;' | "$clang" -target bpf -c -x c - -o "$T/no-btf.o"
refuses "an object without BTF" "$T/no-btf.o"
size=$(wc -c <"$T/event.def.o")
wrong=
for ((length = 0; length < size; length += 1 + length / 100)); do
	head -c "$length" "$T/event.def.o" >"$T/cut.o"
	"$B/btf2wit" "$T/cut.o" -o "$T/kept.wit" >"$T/out" 2>&1
	[ $? -eq 1 ] && [ "$(grep -c '^btf2wit: ' "$T/out")" = 1 ] || wrong+=" $length"
done
is "refuses what is cut off anywhere" "$wrong" ""
is "and keeps the old file: cut off" "$(cat "$T/kept.wit")" old
done_testing
