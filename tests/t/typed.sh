#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Typed guests: a component in C gets records as values, reaches maps and parameters, and is
# refused where its types are not the object's. tests/typed has the guest.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

clang=$("$cc" --print-clang)
sdk=$("$cc" --print-sysroot 2>/dev/null)
asked=$$
bound=$T/bound # the bindings of component()

# object NAME [CFLAG...]: $T/NAME.bpf.o out of shapes.bpf.c; component NAME: $T/NAME.c.wasm.
object() {
	"$cc" -target bpf "${@:2}" -Don_getpgid=typed$$ -c tests/typed/shapes.bpf.c -o "$T/$1.bpf.o"
}
component() {
	"$clang" --target=wasm32-wasi ${sdk:+--sysroot="$sdk"} -mexec-model=reactor -O2 \
		"${@:2}" -DPROGRAM="\"typed$$\"" -I "$bound/c" tests/typed/shapes.c \
		"$bound/c/shapes.c" "$bound/c/shapes_component_type.o" -o "$T/$1.core.wasm" &&
		build/wit-check --component "$T/$1.c.wasm" "$T/$1.core.wasm"
}
ask() { # TIMES [SECONDS]
	python3 -c "
import os, time
for i in range($1):
    os.getpgid($asked)
    time.sleep(${2:-0})"
}

ok "an object" object shapes
ok "its world" "$B/btf2wit" --world shapes "$T/shapes.bpf.o" -o "$T/shapes.wit"
ok "bindings in C" build/wit-check --bindgen "$T/bound" "$T/shapes.wit"
ok "a component" component shapes
ok "which gets the object" "$run" bundle "$T/shapes.c.wasm" "$T/shapes.bpf.o" -o "$T/shapes.wasm"

bundle_pipes() {
	"$run" bundle <(cat "$T/shapes.c.wasm") <(cat "$T/shapes.bpf.o") -o "$T/piped.wasm"
}
ok "from pipes, too" bundle_pipes
ok "which is the same" cmp "$T/piped.wasm" "$T/shapes.wasm"

# --- values ---

launch /dev/null "$run" "$T/shapes.wasm" show $asked
ask 4
wait_until grep -q '^3:' "$T/out"
interrupt INT
is "an interrupt ends it well" $status 0
is "parameters, maps and records are values" "$(sed '/^batches/d; /^small/d' "$T/out")" "\
label: none, given: 1, burst: 1
label: a text has 16 bytes, and there is room for 7
given: the last case of an enum stands for no number
given: 0
there: -300 4
not there
delete: cannot delete an entry of 'places': No such file or directory
set: a text has 13 bytes, and there is room for 7
array: cannot set an entry of 'totals': Argument list too long
late: 'burst' cannot change: the object is loaded
choice: abcdefg
choice: AAAA
attach: cannot attach 'no_such': no such program
waiting
0: -5 0, mode 0 3, rights 5, bits 5 -7 abcde
  'ok' 'a�b' raw 0102000405, list 10 20 30, points -1 0 0 200
  texts 'abcd' 'x', at 300, any 01020304, big -1 fffffffffffffffe, pointer 123456789abcdef0
  text 'HGFEDCB', single 2 1111, after 2222
1: -5 1, mode 1 3, rights 5, bits 5 -7 abcde
  'ok' 'a�b' raw 0102000405, list 10 20 30, points -1 0 0 200
  texts 'abcd' 'x', at 300, any 01020304, big -1 fffffffffffffffe, pointer 123456789abcdef0
  count 45464748, single 2 1111, after 2222
2: -5 0, mode 2 3, rights 5, bits 5 -7 abcde
  'ok' 'a�b' raw 0102000405, list 10 20 30, points -1 0 0 200
  texts 'abcd' 'x', at 300, any 01020304, big -1 fffffffffffffffe, pointer 123456789abcdef0
  where -9 8, single 2 1111, after 2222
3: -5 1, mode 0 3, rights 5, bits 5 -7 abcde
  'ok' 'a�b' raw 0102000405, list 10 20 30, points -1 0 0 200
  texts 'abcd' 'x', at 300, any 01020304, big -1 fffffffffffffffe, pointer 123456789abcdef0
  other 4847464544434200, single 2 1111, after 2222
place: 7 'here' -300
totals: 4, the first 4
end: 4 seen, 0 misplaced"
cp "$T/out" "$T/shown"
is "and those of a perf buffer" "$(grep -c '^small: [1-4]$' "$T/out")" 4

# What it gets it gives back: the way from values to bytes. It mends what is no number, or is a text
# that does not fit.
launch /dev/null "$run" run -o json "$T/shapes.wasm" echo $asked
ask 3
wait_until grep -q '"number":2,' "$T/out"
interrupt INT
"$run" run -o json --stream shapes --max 3 --timeout 10 -p asked=$asked "$T/shapes.bpf.o" \
	>"$T/plain" 2>"$T/err" &
plain=$!
sleep 1
ask 3
wait $plain
emitted=$(grep '^{' "$T/out" | sed 's/"payload.bytes":[0-9]*,//')
is "emitted records are those of the buffer" "$emitted" \
	"$(sed 's/"odd":77/"odd":"MODE_IDLE"/; s/"broken":"[^"]*"/"broken":"ab"/; s/"abcd"/"abc"/
		s/|0x20//; s/"payload.bytes":[0-9]*,//' "$T/plain")"
like "a case that stands for no number cannot be given back" "$(cat "$T/out")" \
	'emit: the last case of an enum stands for no number'

# --- bytes as texts ---

ok "a world with bytes as texts" "$B/btf2wit" --world shapes --bytes hex "$T/shapes.bpf.o" \
	-o "$T/hex.wit"
is "says so" "$(grep -c '^/// Bytes are texts' "$T/hex.wit")" 1
is "and has no other bytes" "$(grep -c 'list<u8>' "$T/hex.wit")" 0
bound=$T/bound-hex
ok "its bindings" build/wit-check --bindgen "$bound" "$T/hex.wit"
ok "its component" component hex -DHEX
bound=$T/bound
ok "is a guest of the same object" "$run" bundle "$T/hex.c.wasm" "$T/shapes.bpf.o" -o "$T/hex.wasm"
launch /dev/null "$run" "$T/hex.wasm" show $asked
ask 4
wait_until grep -q '^3:' "$T/out"
interrupt INT
is "it ends well" $status 0
is "parameters, keys and values go both ways, and what is wrong is told" \
	"$(grep -E '^(salt|token|key|secret|any)' "$T/out")" "\
salt: 010203ff
salt: salt: 4 bytes are 8 hexadecimal digits, not 7
salt: salt: 4 bytes are 8 hexadecimal digits, not 9
salt: salt: byte 4 of the text is no hexadecimal digit
salt: abcdef09
key: key: byte 11 of the text is no hexadecimal digit
secret: value.secret: 8 bytes are 16 hexadecimal digits, not 2
any: value.any: byte 7 of the text is no hexadecimal digit
token: 00112233445f ff00ff00ff00ff0f 01020304 3"
is "records are the same as with lists" "$(sed -n '/^0: /,/after/p' "$T/out")" \
	"$(sed -n '/^0: /,/after/p' "$T/shown")"
is "and all four" "$(grep -c '^  .* raw 0102000405' "$T/out")" 4
launch /dev/null "$run" run -o json "$T/hex.wasm" echo $asked
ask 3
wait_until grep -q '"number":2,' "$T/out"
interrupt INT
is "and so are those that it emits" "$(grep '^{' "$T/out" | sed 's/"payload.bytes":[0-9]*,//')" \
	"$emitted"

# --- many ---

# What is kept of them is shown at the end, or in time, and measured in time.
kept() { # OPTION...
	launch /dev/null "$run" run "$@" "$T/shapes.wasm" echo $asked
	ask 3
}
kept -o json --by number
interrupt INT
is "emitted records in groups" "$status $(grep -c '"count":1' "$T/out")" "0 3"
kept -o json --by number --interval 0.2
wait_until grep -q '"number":2,' "$T/out"
interrupt INT
is "which are shown in time" "$status $(grep -c '"count":1' "$T/out")" "0 3"
kept --metrics "$T/prom" --interval 0.2
wait_until grep -q '^wasm_bpf_records_total{stream="shape"} 3$' "$T/prom"
interrupt INT
is "and as metrics" "$status" 0

# As many as the ring has room for, several times; slower than the guest.
launch /dev/null "$run" "$T/shapes.wasm" count $asked 1000
ask 100 0.01
wait_until rests
interrupt INT
like "100,000 records: each once, in order" "$(cat "$T/out")" 'end: 100000 seen, 0 misplaced'
like "in batches" "$(cat "$T/out")" 'at most ([2-9][0-9]|[0-9]{3,4})$'

like "a parameter of the command line is what the guest finds" \
	"$("$run" run --timeout 1 -p label=given "$T/shapes.wasm" show 1 2>/dev/null)" \
	'^label: given'

"$run" run --stats --json --timeout 1 "$T/shapes.wasm" count $asked >"$T/out" 2>&1
is "its numbers" "$(grep '^{' "$T/out" | python3 -c '
import json, sys
s = json.load(sys.stdin)
print(s["host_calls"], sorted(b["name"] for b in s["buffers"]),
	[p["used"] for p in s["programs"]])')" \
	"1 ['shapes', 'smalls'] [True]"

# --- ends ---

ends() { # STATUS, what it says, ARGUMENT...
	local wanted=$1 words=$2
	shift 2
	"$run" run --timeout 2 "$T/shapes.wasm" "$@" >"$T/out" 2>&1
	is "$*: the exit status" $? "$wanted"
	like "$*: what it says" "$(cat "$T/out")" "$words"
}
ends 1 "^wasm-bpf: the guest's 'run' failed\$" fail
ends 1 '^$' exit 3
ends 124 '^$' spin
ends 124 'end: 0 seen' count $asked
ends 124 'late: ' late $asked
is "late: only the guest tells of it" "$(grep -c libbpf "$T/out")" 0
"$run" run --timeout 5 "$T/shapes.wasm" flood 2>/dev/null | head -n 1 >"$T/out"
is "nobody reads what it prints: the exit status" "${PIPESTATUS[0]} $(cat "$T/out")" "141 flood"
ok "a component that exits before its run" component early -DEARLY
ok "is a guest" "$run" bundle "$T/early.c.wasm" "$T/shapes.bpf.o" -o "$T/early.wasm"
fails "with its status" 1 "$run" "$T/early.wasm"
is "and no words" "$(cat "$T/out")" ""
{ sleep 0.7; ask 1; } &
ends 134 'the guest trapped: .*unreachable.*exports_shapes_on_shapes' trap $asked
{ sleep 0.7; ask 1; } &
ends 124 'waiting' stuck $asked
# The guest waits in WASI when the interrupt comes: it ends in time, or the process does.
launch /dev/null "$run" "$T/shapes.wasm" nap $asked 200
ask 1
wait_until grep -q '^blocked' "$T/out"
interrupt INT
like "a short sleep is slept, and the guest ends well" "$status $(sed -n '/^end/p' "$T/out")" \
	'^0 end: [1-9] seen, 0 misplaced$'
launch /dev/null "$run" "$T/shapes.wasm" nap $asked 100000
ask 1
wait_until grep -q '^blocked' "$T/out"
interrupt INT
is "a long one ends with the process" "$status $(tail -n 1 "$T/out")" "130 blocked"
ok "after the grace period ($took ms)" test "$took" -ge 500 -a "$took" -lt 20000
mkfifo "$T/stdin"
sleep 60 >"$T/stdin" &
holder=$!
launch "$T/stdin" "$run" "$T/shapes.wasm" read $asked
ask 1
wait_until grep -q '^blocked' "$T/out"
interrupt INT
is "and so does a read of stdin" "$status $(tail -n 1 "$T/out")" "130 blocked"
kill $holder
like "a limit of memory holds" "$("$run" run --timeout 2 --limit memory=16M "$T/shapes.wasm" \
	grow $asked 2>/dev/null)" '^grew by (1[0-5]|[0-9]) MiB'
"$run" run --deny all "$T/shapes.wasm" count $asked >"$T/out" 2>&1
is "a policy that refuses a program" $? 1
like "says which" "$(cat "$T/out")" "the policy refuses .*typed$$"
"$run" inspect --policy "$T/shapes.wasm" >"$T/shapes.policy"
like "a policy that inspect writes is enough" "$("$run" run --timeout 1 \
	--policy "$T/shapes.policy" "$T/shapes.wasm" count $asked 2>&1)" 'end: 0 seen'

# --- what does not fit ---

# other NAME SED: an object whose source is another.
other() {
	sed "$2" tests/typed/shapes.bpf.c >"$T/$1.bpf.c"
	"$cc" -target bpf -w -Itests/typed -Don_getpgid=typed$$ -c "$T/$1.bpf.c" \
		-o "$T/$1.bpf.o" || exit 1
}
refused() { # name, words, object
	fails "$1: the bundle is refused" 1 "$run" bundle "$T/shapes.c.wasm" "$T/$3.bpf.o" \
		-o "$T/refused.wasm"
	like "$1: told" "$(cat "$T/out")" "$2"
	ok "$1: nothing is written" test ! -e "$T/refused.wasm"
}
other wider 's/__s8 small;/__s32 small;/'
refused "a field of another type" 'on-shapes.small: it is s32 in the object, and s8 in the guest' wider
other renamed 's/\<raw\>/bytes_of/g'
refused "a field of another name" "field [0-9]+ is 'bytes-of' in the object, and 'raw' in the guest" \
	renamed
other more 's/MODE_BUSY = 5 }/MODE_BUSY = 5, MODE_NEW = 6 }/'
refused "a case more" \
	"on-shapes.mode: case 3 is 'mode-new' in the object, and 'other' in the guest.*hint: make" more
other bits 's/RIGHT_ALL = 16 }/RIGHT_ALL = 16, RIGHT_MORE = 64 }/'
refused "a flag more" 'on-shapes.rights: ' bits
other kinds 's/__u64 bytes;/__u64 bytes WB_CASE(what, 9);/'
refused "a member of a union more" \
	"on-shapes.payload: case 3 is 'bytes' in the object, and 'other' in the guest" kinds
other without 's/\<smalls\>/tinies/g'
refused "a handler without a buffer" "the guest has 'on-smalls', and the object no buffer" without
other key 's/__u32 id;/__u64 id;/'
refused "the key of a map" "map-places.*key" key
other gone 's/const volatile __u32 burst = 1/static const __u32 burst = 1/'
refused "a parameter that is gone" "import '(get|set)-burst' of 'params'.*no such parameter" gone
fails "a core module has its object" 1 "$run" bundle "$T/shapes.core.wasm" "$T/shapes.bpf.o" \
	-o "$T/refused.wasm"
fails "an object is needed" 1 "$run" bundle "$T/shapes.c.wasm" "$run" -o "$T/refused.wasm"
fails "a component alone does not run" 1 "$run" "$T/shapes.c.wasm"
like "and says what is missing" "$(cat "$T/out")" 'wasm-bpf bundle puts one into it'
head -c 100000 "$T/shapes.wasm" >"$T/short.wasm"
fails "half a component" 1 "$run" "$T/short.wasm"
like "and what is wrong with it" "$(cat "$T/out")" 'not a valid component: .*: .*out of bounds'
fails "options for core guests" 2 "$run" run --record "$T/rec" "$T/shapes.wasm"
for option in --record-env --wrapper-module=x --callback-export=x; do
	fails "options for core guests: $option" 2 "$run" run $option "$T/shapes.wasm"
done
fails "options for objects" 2 "$run" run --record-type shapes=shape "$T/shapes.wasm"

# --- interfaces of WASI that the host does not have ---

# imports NAME INTERFACE...: a component that imports these.
imports() {
	local package interface
	{
		echo "package test:missing; world missing {"
		for interface in "${@:2}"; do echo "import $interface;"; done
		echo "}"
		for interface in "${@:2}"; do
			package=${interface%/*}@${interface#*@}
			interface=${interface#*/}
			echo "package $package { interface ${interface%@*} { f: func(); } }"
		done
	} >"$T/$1.wit"
	build/wit-check --dummy "$T/$1.wasm" "$T/$1.wit" || exit 1
}
missing() { # INTERFACE, reason
	imports missing "$1"
	fails "bundle: $1" 1 "$run" bundle "$T/missing.wasm" "$T/shapes.bpf.o" -o "$T/refused.wasm"
	is "says why: $1" "$(cat "$T/out")" "wasm-bpf: the guest imports '$1': $2"
	is "and so does inspect" "$("$run" inspect "$T/missing.wasm" | tr -s ' \n' ' ' |
		grep -o 'unknown.*missing.* sections')" \
		"unknown, so it will not run: $1 missing $1: $2 sections"
}
missing wasi:http/types@0.2.0 "guests are given no network"
missing wasi:keyvalue/store@0.2.0-draft2 "the host has no such interface"
missing wasi:cli/environment@0.3.0 "the host has WASI 0.2"
missing wasi:cli/environment@0.2.0-rc-2023-11-10 "the host has WASI 0.2"
is "inspect --json" "$("$run" inspect --json "$T/missing.wasm" | python3 -c '
import json, sys
print([(i["known"], i["reason"]) for i in json.load(sys.stdin)["imports"]])')" \
	"[(False, 'the host has WASI 0.2')]"
# The object as bundle puts it there, which would not do it here.
ok "a component with a section of the object's size" "$run" bundle "$T/early.c.wasm" \
	"$T/shapes.bpf.o" -o "$T/early.wasm"
{ cat "$T/missing.wasm"; tail -c +$(($(stat -c %s "$T/early.c.wasm") + 1)) "$T/early.wasm"; } \
	>"$T/forced.wasm"
fails "a run ends before its start" 1 "$run" run --timeout 5 "$T/forced.wasm"
is "and says why" "$(cat "$T/out")" "wasm-bpf: the guest imports \
'wasi:cli/environment@0.2.0-rc-2023-11-10': the host has WASI 0.2"

# --- the other commands ---

like "inspect" "$("$run" inspect "$T/shapes.wasm")" \
	'WebAssembly component.*records  shapes .*typed: .*bpf:shapes/params'
is "inspect --json" "$("$run" inspect --json "$T/shapes.wasm" |
	python3 -c 'import json, sys; i = json.load(sys.stdin); print(i["kind"], len(i["objects"]))')" \
	"component 1"
ok "check" "$run" check "$T/shapes.wasm"
ok "compile" "$run" compile "$T/shapes.wasm" -o "$T/shapes.cwasm"
like "compiled code runs" "$("$run" run --timeout 1 "$T/shapes.cwasm" count $asked 2>&1)" \
	'end: 0 seen'
ok "push" "$run" push "$T/shapes.wasm" oci:"$T/layout":v1
is "as a component" "$(cat "$T"/layout/blobs/sha256/* | grep -ao '"os":"wasip2"' | head -n 1)" \
	'"os":"wasip2"'
like "and run" "$("$run" run --timeout 1 oci:"$T/layout":v1 count $asked 2>&1)" 'end: 0 seen'
ok "nothing stays in the kernel" wait_until none_in_kernel "typed$$"
done_testing
