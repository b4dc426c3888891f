#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# All entries of a typed guest's maps at once: of each kind, and while they change.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

cpus=$(($(sed 's/.*-//' /sys/devices/system/cpu/possible) + 1))
clang=$("$cc" --print-clang)
sdk=$("$cc" --print-sysroot 2>/dev/null)

ok "an object" "$cc" -target bpf -Don_getpgid=kinds$$ -c tests/typed/kinds.bpf.c \
	-o "$T/kinds.bpf.o"
ok "its world" "$B/btf2wit" --world kinds "$T/kinds.bpf.o" -o "$T/kinds.wit"
ok "bindings in C" build/wit-check --bindgen "$T/bound" "$T/kinds.wit"
component() {
	"$clang" --target=wasm32-wasi ${sdk:+--sysroot="$sdk"} -mexec-model=reactor -O2 \
		-I "$T/bound/c" tests/typed/kinds.c "$T/bound/c/kinds.c" \
		"$T/bound/c/kinds_component_type.o" -o "$T/kinds.core.wasm" &&
		build/wit-check --component "$T/kinds.c.wasm" "$T/kinds.core.wasm"
}
ok "a component" component
ok "with the object" "$run" bundle "$T/kinds.c.wasm" "$T/kinds.bpf.o" -o "$T/kinds.wasm"

"$run" run --timeout 60 "$T/kinds.wasm" all >"$T/out" 2>&1
is "it ends well" $? 0
is "all entries are set, read and taken" "$(cat "$T/out")" "\
hash: 10000, 50005000, taken 10000, 50005000
hash: 0, 0, taken 0, 0
lru: 1000, 500500, taken 1000, 500500
lru: 0, 0, taken 0, 0
array: 10000, 50005000, taken 10000, 50005000
array: 10000, 0, taken 0, 0
cpu_hash: read 1000, wrong 0
cpu_hash: taken 1000, wrong 0
cpu_hash: taken 0, wrong 0
cpu_lru: read 100, wrong 0
cpu_lru: taken 100, wrong 0
cpu_lru: taken 0, wrong 0
cpu_array: read 100, wrong 0
cpu_array: taken 100, wrong 0
cpu_array: taken 0, wrong 0
trie: 100, taken 100, taken 0, sum 4950
texts: 64, wrong 0
texts: taken 64
texts: 0, wrong 0
texts: taken 0
array: cannot set an entry of 'array': Argument list too long; 10000 of 10002 are set
cpus: it has a value for each of $cpus possible CPUs, not 1"

launch /dev/null "$run" run --timeout 30 "$T/kinds.wasm" moving $$
wait_until grep -q '^waiting' "$T/out"
python3 -c "
import os, time
end = time.time() + 1.5
while time.time() < end:
    os.getpgid($$)
    time.sleep(0.0005)"
wait "$pid"
is "of maps that change no key comes twice, and each new one is taken once" \
	"$? $(grep '^walks' "$T/out")" "0 walks: 1, twice: 0, taken each"
ok "nothing stays in the kernel" wait_until none_in_kernel "kinds$$"
done_testing
