#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: objects and settings of a guest's after which libbpf would use memory
# or descriptors that are not its own.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

# Where programs are that are not put anywhere at random.
case $(uname -m) in
aarch64) place=0xaaaaaaaa0000ull ;;
*) place=0x555555554000ull ;;
esac
. tests/lib/kernel.sh
ask_for_entries
"$cc" -target bpf "${entries_flags[@]}" -c $guests/object.bpf.c -o "$T/object.bpf.o" &&
	"$cc" -target bpf -DCALM_NAME="\"loads$$\"" -c $guests/ops.bpf.c -o "$T/ops.bpf.o" &&
	"$cc" -target bpf -DPLACE=$place -c $guests/arena.bpf.c -o "$T/arena.bpf.o" &&
	"$cc" -O2 $guests/v2_loads.c -o "$T/loads.wasm" || exit 1

guest() { "$run" --timeout 60 "$T/loads.wasm" "$1" <"$T/object.bpf.o"; }
for test in lost-values lost-maps; do ok "$test" guest $test; done

# libbpf would refuse it, and keep the kernel's types each time.
objcopy=$(command -v llvm-objcopy-19 || command -v llvm-objcopy)
if [ "$objcopy" ]; then
	cp "$T/object.bpf.o" "$T/torn.o"
	"$objcopy" --dump-section .BTF.ext="$T/ext" "$T/torn.o"
	python3 - "$T/ext" <<-'END'
		import struct, sys
		ext = bytearray(open(sys.argv[1], "rb").read())
		start, = struct.unpack_from("<I", ext, 4)
		relocations, = struct.unpack_from("<I", ext, 24)
		# After the records' size, a section's name and its count.
		ext[start + relocations + 12] += 4
		open(sys.argv[1], "wb").write(ext)
	END
	"$objcopy" --update-section .BTF.ext="$T/ext" "$T/torn.o"
	fails "a relocation within an instruction" 1 "$run" run "$T/torn.o"
	like "is told" "$(cat "$T/out")" "section '.BTF.ext': a relocation inside of an instruction"
else
	skip "a relocation within an instruction" "no llvm-objcopy"
fi

# In a BPF file system of its own. 99: the kernel does not load the object.
pinned_ops() {
	unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf && exec "$@"' sh \
		"$run" --timeout 60 --allow pin=/sys/fs/bpf/ops "$T/loads.wasm" pinned-ops \
		/sys/fs/bpf/ops <"$T/ops.bpf.o"
}
arena() { setarch -R "$run" --timeout 60 "$T/loads.wasm" arena <"$T/arena.bpf.o"; }

# NAME FUNCTION
if_loaded() {
	"$2" >"$T/said" 2>&1
	case $? in
	99) skip "$1" "$(head -n 1 "$T/said")" ;;
	*) ok "$1" "$2" ;;
	esac
}
if_loaded "an arena in the place of the program" arena
if_loaded "a struct_ops map from a pin" pinned_ops
done_testing
