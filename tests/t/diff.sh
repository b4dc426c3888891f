#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# btf2h --diff: each kind of change, in both forms, and its exit status.
. tests/lib/tap.sh

object() { "$B/wasm-bpf-cc" -target bpf -c -x c - -o "$T/$1.o"; }

# changes NAME STATUS OLD NEW TEXT: the declarations OLD became NEW, and TEXT is said
changes() {
	object old <<<"$3"
	object new <<<"$4"
	fails "$1: exit status" "$2" "$B/btf2h" --diff "$T/old.o" "$T/new.o"
	is "$1" "$(cat "$T/out")" "$5"
}

changes "the same" 0 'struct s { int a; } s;' 'struct s { int a; } s;' "no layout changed"
changes "another name for the same" 0 'typedef int t; struct s { unsigned a; void *p; t b; } s;' \
	'typedef int t; struct s { const unsigned a; int *p; int b; } s; t t_;' "no layout changed"
changes "a member in padding" 0 'struct s { char a; int b; } s;' \
	'struct s { char a, c; int b; } s;' 'struct s
  + c: added
1 type changed, compatibly'
changes "a member in a union" 0 'union u { int a; } u;' 'union u { int a; short b; } u;' 'union u
  + b: added
1 type changed, compatibly'
changes "a member at the end" 1 'struct s { int a; } s;' 'struct s { int a, b; } s;' 'struct s
  ! resized 4 -> 8 bytes
  + b: added
1 type changed, incompatibly'
changes "a member less" 1 'struct s { int a, b; } s;' 'struct s { int a; long : 32; } s;' 'struct s
  ! b: removed
1 type changed, incompatibly'
changes "members that changed places" 1 'struct s { int a, b; } s;' 'struct s { int b, a; } s;' \
	'struct s
  ! a: moved 0 -> 4 bytes
  ! b: moved 4 -> 0 bytes
1 type changed, incompatibly'
changes "a sign" 1 'struct s { int a; } s;' 'struct s { unsigned a; } s;' 'struct s
  ! a: retyped int -> unsigned int
1 type changed, incompatibly'
changes "a longer array" 1 'struct s { char a[4]; int b; } s;' 'struct s { char a[8]; int b; } s;' \
	'struct s
  ! resized 8 -> 12 bytes
  ! a: resized 4 -> 8 bytes
  ! b: moved 4 -> 8 bytes
1 type changed, incompatibly'
changes "an array turned around" 1 'struct s { int a[2][3]; } s;' 'struct s { int a[3][2]; } s;' \
	'struct s
  ! a: retyped int[2][3] -> int[3][2]
1 type changed, incompatibly'
changes "bit-fields" 1 'struct s { int a : 3, b : 4; } s;' 'struct s { int a : 4, b : 4; } s;' \
	'struct s
  ! a: resized 3 -> 4 bits
  ! b: moved 3 -> 4 bits
1 type changed, incompatibly'
changes "structs without a tag" 1 'struct s { struct { int x; } in; union { int y; }; } s;' \
	'struct s { struct { float x; } in; union { int y; char z; }; } s;' 'struct s
  ! in.x: retyped int -> float
  + z: added
1 type changed, incompatibly'
changes "a struct in a struct" 1 'struct in { int a; }; struct s { struct in in; } s;' \
	'struct in { int b; }; struct s { struct in in; } s;' 'struct in
  ! a: removed
  + b: added
1 type changed, incompatibly'
changes "another struct" 1 'struct one { int a; }; struct s { struct one in; } s;' \
	'struct two { int a; }; struct s { struct two in; } s;' '! struct one: removed
struct s
  ! in: retyped struct one -> struct two
+ struct two: added
3 types changed, incompatibly'
changes "constants" 1 'enum e { A, B, C = 7 } e;' 'enum e { A, B = 3, D = -1 } e;' 'enum e
  ! retyped unsigned -> signed
  ! B: changed 1 -> 3
  ! C: removed
  + D: added
1 type changed, incompatibly'
changes "a new constant" 0 'enum e { A } e;' 'enum e { A, B } e;' 'enum e
  + B: added
1 type changed, compatibly'
changes "a new type" 0 'struct s { int a; } s;' 'struct s { int a; } s; struct t { int a; } t;' \
	'+ struct t: added
1 type changed, compatibly'
changes "a typedef" 1 'typedef int t; t t_;' 'typedef long t; t t_;' 'typedef t
  ! resized 4 -> 8 bytes
  ! retyped int -> long
1 type changed, incompatibly'

# --- what means the same ---
changes "a sign that char has anyway" 0 'struct s { char a, b[2]; } s;' \
	'struct s { signed char a, b[2]; } s;' "no layout changed"
changes "a sign that char has not" 1 'struct s { char a; } s;' \
	'struct s { unsigned char a; } s;' 'struct s
  ! a: retyped char -> unsigned char
1 type changed, incompatibly'
changes "another type of the same bits" 0 'struct s { unsigned b : 3; _Bool c : 1; } s;' \
	'struct s { unsigned char b : 3; unsigned c : 1; } s;' "no layout changed"
changes "bits that got a sign" 1 'struct s { unsigned b : 3; } s;' \
	'struct s { int b : 3; } s;' 'struct s
  ! b: retyped unsigned int -> int
1 type changed, incompatibly'
changes "a struct that got a tag" 0 'struct s { struct { int q; union { char c; }; } z[2]; } s;' \
	'struct s { struct zz { int q; union { char c; }; } z[2]; } s;' '+ struct zz: added
1 type changed, compatibly'
changes "a struct that got a tag, and changed" 1 'struct s { struct { int q; } z; } s;' \
	'struct s { struct zz { float q; } z; } s;' 'struct s
  ! z: retyped struct {...} -> struct zz
+ struct zz: added
2 types changed, incompatibly'
changes "a struct that got a tag beside its typedef" 0 \
	'typedef struct { int q; } t; struct s { t z; } s;' \
	'typedef struct tag { int q; } t; struct s { t z; } s;' '+ struct tag: added
+ typedef t: added
2 types changed, compatibly'
changes "the same, and a member moved" 1 'typedef struct { int q, r; } t; t t_;' \
	'typedef struct tag { int r, q; } t; t t_;' 'struct t
  ! q: moved 0 -> 4 bytes
  ! r: moved 4 -> 0 bytes
+ struct tag: added
+ typedef t: added
3 types changed, incompatibly'
changes "an enum that got a tag" 0 'struct s { enum { A, B } e; } s;' \
	'struct s { enum e { A, B } e; } s;' '+ enum e: added
1 type changed, compatibly'

# --- maps ---

# maps NAME STATUS OLD NEW TEXT: the same of maps alone, whose members these are
maps() {
	local macros='#define SEC __attribute__((section(".maps"), used))
#define type(n) int (*type)[n]
#define entries(n) int (*max_entries)[n]
struct in { int x; }; struct other { float y; };
'
	object old <<<"$macros$3"
	object new <<<"$macros$4"
	fails "$1: exit status" "$2" "$B/btf2h" --diff --maps "$T/old.o" "$T/new.o"
	is "$1" "$(cat "$T/out")" "$5"
}

maps "the same maps" 0 'struct { type(1); entries(8); int *key; struct in *value; } m SEC;' \
	'struct { type(1); struct in *value; int *key; entries(8); } m SEC;' "no layout changed"
maps "a value of another type" 1 'struct { type(1); int *key; int *value; } m SEC;' \
	'struct { type(1); int *key; long *value; } m SEC;' 'map m
  ! value: resized 4 -> 8 bytes
  ! value: retyped int -> long
1 map changed, incompatibly'
maps "a value of more elements" 1 'struct { type(2); int *key; unsigned (*value)[4]; } m SEC;' \
	'struct { type(2); int *key; unsigned (*value)[5]; } m SEC;' 'map m
  ! value: resized 16 -> 20 bytes
1 map changed, incompatibly'
maps "maps that swapped structs" 1 \
	'struct { type(1); int *key; struct in *value; } m SEC;
	 struct { type(1); int *key; struct other *value; } n SEC;' \
	'struct { type(1); int *key; struct other *value; } m SEC;
	 struct { type(1); int *key; struct in *value; } n SEC;' 'map m
  ! value: retyped struct in -> struct other
map n
  ! value: retyped struct other -> struct in
2 maps changed, incompatibly'
maps "maps that came and went" 1 'struct { type(1); int *key; int *value; } old SEC;' \
	'struct { type(1); int *key; int *value; } new SEC;' '! map old: removed
+ map new: added
2 maps changed, incompatibly'
maps "another type of map" 1 'struct { type(1); int *key; int *value; } m SEC;' \
	'struct { type(5); int *key; int *value; } m SEC;' 'map m
  ! type: changed hash -> percpu_hash
1 map changed, incompatibly'
maps "sizes without types" 1 'struct { type(1); int (*key_size)[4]; int (*value_size)[8]; } m SEC;' \
	'struct { type(1); int *key; int (*value_size)[12]; } m SEC;' 'map m
  ! value: resized 8 -> 12 bytes
1 map changed, incompatibly'
maps "room for more" 0 'struct { type(2); entries(8); int *key; int *value; } m SEC;' \
	'struct { type(2); entries(9); int *key; int *value; } m SEC;' 'map m
  + max_entries: changed 8 -> 9
1 map changed, compatibly'
maps "room for fewer" 1 'struct { type(2); entries(8); int *key; int *value; } m SEC;' \
	'struct { type(2); entries(7); int *key; int *value; } m SEC;' 'map m
  ! max_entries: changed 8 -> 7
1 map changed, incompatibly'
maps "a smaller ring" 0 'struct { type(27); entries(8192); } m SEC;' \
	'struct { type(27); entries(4096); } m SEC;' 'map m
  + max_entries: changed 8192 -> 4096
1 map changed, compatibly'
maps "the records of a ring" 1 'struct { type(27); struct in *value; } m SEC;' \
	'struct { type(27); struct other *value; } m SEC;' '! struct in: removed
+ struct other: added
map m
  ! value: retyped struct in -> struct other
2 types and 1 map changed, incompatibly'
maps "a value without a name" 1 'struct { type(1); int *key; struct { int a; } *value; } m SEC;' \
	'struct { type(1); int *key; struct { float a; } *value; } m SEC;' 'struct m_value
  ! a: retyped int -> float
1 type changed, incompatibly'
maps "values without a name" 1 'struct { type(1); int *key; struct { int a; } (*value)[2]; } m SEC;' \
	'struct { type(1); int *key; struct { float a; } (*value)[2]; } m SEC;' 'map m
  ! value: retyped struct {...}[2] -> struct {...}[2]
1 map changed, incompatibly'
maps "a value that got a name" 0 'struct { type(1); int *key; struct { int x; } *value; } m SEC;' \
	'struct { type(1); int *key; struct in *value; } m SEC;' '+ struct in: added
1 type changed, compatibly'
maps "maps in a map" 1 \
	'struct inner { type(1); int *key; int *value; };
	 struct { type(13); int *key; struct inner *values[]; } m SEC; struct in in;' \
	'struct inner { type(1); int *key; long *value; };
	 struct { type(13); int *key; struct inner *values[]; } m SEC; struct in in;' 'map m
  ! values.value: resized 4 -> 8 bytes
  ! values.value: retyped int -> long
1 map changed, incompatibly'
fails "compares maps where nothing is asked for" 1 "$B/btf2h" --diff "$T/old.o" "$T/new.o"
like "and tells so" "$(cat "$T/out")" 'map m
'
ok "but not where types are" "$B/btf2h" --diff --type in "$T/old.o" "$T/new.o"
like "states JSON of maps" "$("$B/btf2h" --diff --json --maps "$T/old.o" "$T/new.o")" \
	'"type":"map m","member":"values.value","change":"resized","from":4,"to":8'

# --- choosing, and forms ---

object old <<<'struct a { int x; } a; struct b { int x; } b; struct gone { int x; } gone;'
object new <<<'struct a { int x; } a; struct b { long x; } b; struct c { int x; } c;'
diff_of() { "$B/btf2h" --diff "$@" "$T/old.o" "$T/new.o"; }
ok "compares just what is asked for" diff_of --type a
fails "and what it is not the same in" 1 diff_of --type a --type b
ok "takes a type that was added" diff_of --type c
fails "takes a type that was removed" 1 diff_of --type gone
fails "refuses a type that is in none" 1 diff_of --type nowhere
like "and says so" "$(cat "$T/out")" "^btf2h: no type 'nowhere'"
fails "compares globals" 1 diff_of --globals
like "by their sections" "$(cat "$T/out")" 'section bss'
resized='"change":"resized","from":4,"to":8,"unit":"bytes","compatible":false'
retyped='"change":"retyped","from":"int","to":"long","compatible":false'
is "states JSON" "$(diff_of --json | sed 's/},/},\n/g')" \
	'{"changes":[{"type":"struct b",'"$resized"'},
{"type":"struct b","member":"x",'"$resized"'},
{"type":"struct b","member":"x",'"$retyped"'},
{"type":"struct gone","change":"removed","compatible":false},
{"type":"struct c","change":"added","compatible":true}],"compatible":false}'
is "states JSON of no change" "$(diff_of --json --type a)" '{"changes":[],"compatible":true}'
fails "writes the report to a file" 1 diff_of -o "$T/report"
like "as it would print it" "$(cat "$T/report")" '^struct b'
fails "wants two inputs" 2 "$B/btf2h" --diff "$T/old.o"
fails "wants no three" 2 "$B/btf2h" --diff "$T/old.o" "$T/new.o" "$T/old.o"
fails "wants --diff for --json" 2 "$B/btf2h" --json "$T/old.o"
fails "says what it cannot read" 1 "$B/btf2h" --diff "$T/old.o" "$T/none.o"
like "in one line" "$(cat "$T/out")" '^btf2h: cannot [^
]*none\.o'
if [ -r /sys/kernel/btf/vmlinux ]; then
	ok "finds the kernel the same as itself" "$B/btf2h" --diff /sys/kernel/btf/vmlinux \
		/sys/kernel/btf/vmlinux
	is "and says so: the kernel" "$(cat "$T/out")" "no layout changed"
else
	skip "finds the kernel the same as itself" "no /sys/kernel/btf/vmlinux"
fi
done_testing
