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
resized='"change": "resized", "from": 4, "to": 8, "unit": "bytes", "compatible": false'
retyped='"change": "retyped", "from": "int", "to": "long", "compatible": false'
is "states JSON" "$(diff_of --json)" '{
  "changes": [
    {"type": "struct b", '"$resized"'},
    {"type": "struct b", "member": "x", '"$resized"'},
    {"type": "struct b", "member": "x", '"$retyped"'},
    {"type": "struct gone", "change": "removed", "compatible": false},
    {"type": "struct c", "change": "added", "compatible": true}
  ],
  "compatible": false
}'
is "states JSON of no change" "$(diff_of --json --type a)" '{
  "changes": [],
  "compatible": true
}'
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
