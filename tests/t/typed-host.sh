#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What typed guests can import beside their world, wasm-bpf:host: tests/typed/host.c calls it all.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

clang=$("$cc" --print-clang)
sdk=$("$cc" --print-sysroot 2>/dev/null)

ask() {
	python3 -c "
import os
for i in range($1):
    os.getpgid($$)"
}

# --- the package ---

"$run" wit >"$T/wit"
ok "wit writes the package" cmp "$T/wit" values/host.wit
ok "wit --output" "$run" wit -o "$T/package.wit"
ok "is the same" cmp "$T/package.wit" values/host.wit
"$run" wit --binary >"$T/binary.wasm"
ok "the tools read it" build/wit-check --encode "$T/encoded.wasm" --dummy "$T/all.wasm" "$T/wit"
ok "and encode it so" cmp "$T/binary.wasm" "$T/encoded.wasm"
fails "wit takes no file" 2 "$run" wit "$T/wit"
fails "wit to a full disk" 1 sh -c "'$run' wit >/dev/full"
fails "--host without a world" 2 "$B/btf2wit" --host "$T/host.bpf.o"

# Each function of the ABI's second part is there, or is said not to be.
missing() {
	grep -o '^FUNCTION(v2, [a-z_]*' runtime/imports/abi.def | sed 's/.*, //' |
		while read -r name; do
			grep -qE "[(\" ,]${name}[\",) ]" typed/host.def || echo "$name"
		done
}
is "what core guests can call" "$(missing)" ""

# --- a guest ---

ok "an object" "$cc" -target bpf -Don_getpgid=host$$ -c tests/typed/host.bpf.c -o "$T/host.bpf.o"
ok "its world, with the host's" "$B/btf2wit" --world host --host "$T/host.bpf.o" -o "$T/host.wit"
ok "bindings in C" build/wit-check --bindgen "$T/bound" "$T/host.wit"
component() {
	"$clang" --target=wasm32-wasi ${sdk:+--sysroot="$sdk"} -mexec-model=reactor -O2 \
		-I "$T/bound/c" tests/typed/host.c "$T/bound/c/host.c" \
		"$T/bound/c/host_component_type.o" -o "$T/host.core.wasm" &&
		build/wit-check --component "$T/host.c.wasm" "$T/host.core.wasm"
}
ok "a component" component
ok "with the object" "$run" bundle "$T/host.c.wasm" "$T/host.bpf.o" -o "$T/host.wasm"
ok "a component that imports all of the host" "$run" bundle "$T/all.wasm" "$T/host.bpf.o" \
	-o "$T/all.out"
refused() { # name, sed for the package, words
	sed "$2" values/host.wit >"$T/other.wit"
	build/wit-check --dummy "$T/other.wasm" "$T/other.wit" || exit 1
	fails "$1" 1 "$run" bundle "$T/other.wasm" "$T/host.bpf.o" -o "$T/other.out"
	like "$1: told" "$(cat "$T/out")" "$3"
}
refused "a parameter of another type" 's/cookie: u64/cookie: u32/' \
	"program.attach' of 'bpf': it is .*u64.* here, and .*u32.* in the guest"
refused "a resource in the place of another" 's/(program: borrow<program>)/(other: borrow<link>)/' \
	"link.update' of 'bpf'"
refused "a field of another name" 's/retval: u32/value: u32/' "program.test-run'"
refused "a function that there is not" 's/    freeze: func/    melt: func/' \
	"map.melt' of 'bpf': the host has no such function"
refused "a resource that there is not" 's/resource iter /resource pass /; s/\<iter\>/pass/g' \
	"'pass' of 'bpf': the host has no such resource"

launch /dev/null "$run" run -o json "$T/host.wasm" $$
sleep 0.3
ask 3
wait_until grep -q '"number":3' "$T/out"
interrupt INT
is "an interrupt ends it well" $status 0
is "all functions" "$(sed '/^{/d; /^wasm-bpf/d; /^hint/d' "$T/out")" "\
cpus 1, page $(getconf PAGESIZE), clock 1
release: 1
ticks: 100
load: 1
interface: lo
ifindex: 19: no network interface 'nosuch0'
ifindex: 22: a text has a NUL in it
hash maps: 1
tracepoint: 1
schedule+1
usym: 3: no process 2147483632
usym_module: 3: no process 2147483632
container_of: 2: cgroup 268435455 is of no container
program: host$$
program: shorten
program: tasks
maps: 6
find_program: 2: no program 'none' in the BPF object
asked: at 0, 4 bytes
lookup: 22: cannot use the map 'counts': it is not loaded
shorten: kind 6, state 3, jited 1, shorten
section: iter/task
run: 1, 60 bytes, the first 7
tasks: 1
read: 9: no such iterator: 1
link: kind 4, state 3
close: 9: no such link: 1
log: 1
close: 16: the object of the guest's file ends with the guest
counts: kind 1, key 4, value 8, entries 16, state 5, id 1, counts
update: 17: cannot update 'counts': File exists
update: 22: the key has 8 bytes, and the map's have 4
found: 1 1
found: 0
deleted: 0
keys: 1
taken: 1
updated: 4
update_batch: 22: these are not whole keys and as many values of 'counts'
looked up: 4
deleted before one that is not there: 1
taken: 3, 12, 24, more: 0
lookup_batch: 22: a batch has at least 1 entry, and at most 4 MiB
update: 1: cannot update 'own': Operation not permitted
lookup: 9: no such map: it was closed
create: 22: a map's name has at most 15 characters
open_pinned: 1: a pin at '/nowhere' is not allowed
close: 22: cannot close 'counts': it belongs to an object
parts: 1, all right: 1
one too many: 0
emit: 22: stream 'raw': 4 bytes are not whole records of 32 bytes
open: 2: cannot open a stream: its BTF has no struct 'nothing'
open_btf: 22: not BTF
wide: 2000 records of 60000 bytes are too much for one call
open: 22: cannot open the BPF object of 'junk': not an ELF file
waiting
end"
is "its records are those of a stream" "$(grep '^{' "$T/out" | grep -v row)" "\
{\"name\":\"raw\",\"count\":1,\"low\":-1}
{\"stream\":\"event\",\"number\":1,\"name\":\"python3\"}
{\"stream\":\"event\",\"number\":2,\"name\":\"python3\"}
{\"stream\":\"event\",\"number\":3,\"name\":\"python3\"}"
like "and the ones that it made itself" "$(grep row "$T/out")" \
	'^\{"stream":"row","name":"python3","count":[1-3],"low":-3\}'
launch /dev/null "$run" run -o csv --filter 'number == 2' "$T/host.wasm" $$
sleep 0.3
ask 3
wait_until grep -q '2,python3' "$T/out"
interrupt INT
is "they are filtered" "$(grep -c 'python3$' "$T/out")" 1

launch /dev/null "$run" run "$T/host.wasm" $$ poll
wait_until grep -q '^waiting' "$T/out"
ask 3
wait_until grep -q '^delivered' "$T/out"
wait "$pid"
is "a guest that reads by itself ends by itself" $? 0
is "with its records" "$(sed '/^wasm-bpf/d' "$T/out")" "\
waiting
read: 16 bytes, number 1
read: 16 bytes, number 2
read: 16 bytes, number 3
delivered: 3
read: 22: it reads from 1 byte to 4 MiB"

# Records that the guest leaves where they are do not keep the host busy.
ok "an object with one buffer more" "$cc" -target bpf -DUNREAD -Don_getpgid=host$$ \
	-c tests/typed/host.bpf.c -o "$T/more.bpf.o"
ok "for the same guest" "$run" bundle "$T/host.c.wasm" "$T/more.bpf.o" -o "$T/more.wasm"
launch /dev/null "$run" run --stats "$T/more.wasm" $$ leave
sleep 0.3
ask 3
sleep 0.7
interrupt INT
polls=$(sed -n 's/^buffer others .* 3 delivered.* in \([0-9]*\) polls/\1/p' "$T/out")
ok "records that the guest leaves unread cost nothing ($polls)" test "${polls:-9999}" -lt 100

# --- rules ---

is "a map stays what the world says that it is" \
	"$("$run" run "$T/host.wasm" $$ turn 2>&1)" "\
kind 18
set: 'counts' is a map of another type than in the object"

"$run" run --timeout 2 --deny test-run "$T/host.wasm" $$ >"$T/out" 2>&1
like "a policy holds for it" "$(cat "$T/out")" '1: the policy refuses test runs'
ok "nothing stays in the kernel" wait_until none_in_kernel "host$$"
done_testing
