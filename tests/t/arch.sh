#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Objects that read an architecture's registers say so, and are refused elsewhere; one object
# carries those for others.
. tests/lib/tap.sh
. tests/lib/guests.sh

case $(uname -m) in
x86_64) here=x86 other=arm64 ;;
aarch64) here=arm64 other=x86 ;;
*) skip_all "this machine is neither x86-64 nor 64-bit ARM" ;;
esac
kinds=tests/kernels/kinds.bpf.c
object() { "$cc" -target bpf "$@"; }
registers() { "$run" inspect --json "$1" | sed -n 's/.*"registers":\([^,]*\).*/\1/p'; }

printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n
char LICENSE[] SEC("license") = "GPL";
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }\n' >"$T/any.bpf.c"
object -c "$T/any.bpf.c" -o "$T/any.o"
is "code that reads no registers is for any machine" "$(registers "$T/any.o")" null

for arch in $here $other; do
	ok "--arch $arch" object --arch $arch -c $kinds -o "$T/$arch.o"
	is "and the object says so" "$(registers "$T/$arch.o")" "\"$arch\""
done
object -c $kinds -o "$T/default.o"
ok "without the option it is this machine's" cmp "$T/default.o" "$T/$here.o"
like "inspect says whose they are" "$("$run" inspect "$T/$other.o")" \
	"reads +the registers of $other \(not this machine's\)"
fails "an unknown list" 1 object --arch "x86," -c $kinds -o "$T/none.o"
fails "makes no object" 1 test -e "$T/none.o"

"$cc" tests/kernels/guest.c -o "$T/guest.wasm"
guest() { "$run" "$T/guest.wasm" "${@:2}" <"$1"; }
fails "another machine's registers are refused before the load" 2 \
	guest "$T/$other.o" uprobe "$T/events:marked"
like "with the reason" "$(cat "$T/out")" "reads the registers of $other, and this machine is $here"
like "and what to do" "$(cat "$T/out")" "wasm-bpf-cc -target bpf --arch $here,$other"
fails "without a guest, too" 1 "$run" run "$T/$other.o"
like "with the same reason" "$(cat "$T/out")" "reads the registers of $other"

for list in $other,$here $here,$other; do
	ok "--arch $list" object --arch $list -c $kinds -o "$T/$list.o"
	is "carries both" "$("$run" inspect "$T/$list.o" | grep -c 'reads  *the registers of')" 2
done
ok "a skeleton can be made of it" "$B/btf2h" --skeleton "$T/$other,$here.o" -o "$T/skel.h"

# The bytes of one that is carried are a stranger's, as all are.
head -c 3000 "$T/$here.o" >"$T/half"
cp "$T/$other.o" "$T/cut.o"
objcopy=$(command -v llvm-objcopy-19 || command -v llvm-objcopy)
"$objcopy" --add-section .wasm_bpf.object.$here="$T/half" "$T/cut.o"
fails "half an object that is carried" 2 guest "$T/cut.o" uprobe x:y
like "is an error" "$(cat "$T/out")" "cannot open the BPF object"
cp "$T/$here.o" "$T/twice.o"
printf 'x86\0arm64\0' >"$T/both"
"$objcopy" --update-section .wasm_bpf.arch="$T/both" "$T/twice.o"
fails "registers of two architectures" 2 guest "$T/twice.o" uprobe x:y
like "are nobody's" "$(cat "$T/out")" "registers of several architectures"

rest_needs_root "the right one runs"
"${CC:-cc}" -O2 -D_GNU_SOURCE "@$B/libbpf/cflags" tests/kernels/events.c "@$B/libbpf/libs" \
	-o "$T/events" || exit 1
for list in $other,$here $here,$other; do
	launch "$T/$list.o" "$run" --timeout 30 "$T/guest.wasm" uprobe "$T/events:marked" &
	launched=$!
	wait_for ready "$T/out"
	"$T/events" marked
	wait $launched
	wait_for seen "$T/out"
	like "of $list the right one runs: its arguments are right" "$(cat "$T/out")" "seen 4242058"
done
done_testing
