#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# CO-RE relocations come out the same with a slice of the kernel's BTF as with all of it.
. tests/tap.sh
[ "$(id -u)" -eq 0 ] || skip_all "loading BPF programs needs root"
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel has no BTF"
cc=$B/wasm-bpf-cc

ok "the comparison builds" "${CC:-cc}" -Wall -Wextra -std=gnu11 -D_GNU_SOURCE -I. \
	tests/core/same.c "$B"/obj/runtime/{vet,core_relo,btf_slice,kernel_btf}.o "$B/lib.a" \
	-lbpf -lelf -lz -o "$T/same"
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy
"$cc" -target bpf -c tests/core/kernel.c -o "$T/kernel.o" &&
	"$objcopy" --dump-section .BTF="$T/kernel.btf" "$T/kernel.o" || exit 1

same() { # NAME REGEX OPTION...: an object of tests/core, on the kernel that is made there
	"$cc" -target bpf "${@:3}" -c tests/core/object.bpf.c -o "$T/object.o" || exit 1
	ok "$1" "$T/same" "$T/object.o" "$T/kernel.btf"
	like "$1: as it should" "$(cat "$T/out")" "$2"
}
same "all that a relocation can ask" "slice of [0-9]+ types, result 0$"
same "bit-fields, and what is not there" "slice of [0-9]+ types, result -13$" -DREADS
same "two types of one name that differ" "slice of [0-9]+ types, result -22$" -DAMBIGUOUS
same "a type's number takes the whole" "no slice: Operation not supported$" -DTARGET_ID
ok "on this kernel, too" "$T/same" "$T/object.o"

for source in examples/*/*.bpf.c tests/*/*.bpf.c; do
	name=$(basename "$source" .bpf.c)
	if "$cc" -target bpf -c "$source" -o "$T/$name.o" 2>"$T/said"; then
		ok "$source" "$T/same" "$T/$name.o"
		echo "# $(tail -n 1 "$T/out")"
	else
		tap_fail "$source" <"$T/said"
	fi
done
like "bootstrap needs little" "$("$T/same" "$T/bootstrap.o")" "slice of [0-9]{1,3} types, result 0"
done_testing
