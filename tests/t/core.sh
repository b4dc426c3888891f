#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# CO-RE relocations come out the same with a slice of the kernel's BTF as with all of it. With
# WASM_BPF_KERNELS=DIR, a folder of kernels as tests/kernels/get makes it, every object is also
# compared on these kernels, by slices of an archive and by those that bpftool makes.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel has no BTF"

ok "the comparison builds" "${CC:-cc}" -Wall -Wextra -std=gnu11 -D_GNU_SOURCE -I. -Iruntime \
	"@$B/libbpf/cflags" tests/core/same.c "$B"/rooms/{btf,base,lib}.a \
	"@$B/libbpf/libs" -lmd -o "$T/same"
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
"$cc" -target bpf -c tests/core/object.bpf.c -o "$T/absent.o" || exit 1
ok "on this kernel, which has not such types" "$T/same" "$T/absent.o"

for source in examples/*/*.bpf.c tests/*/*.bpf.c; do
	# libbpf alone would map its arena over this process.
	[ $source != tests/guests/arena.bpf.c ] || continue
	name=${source//\//-}
	if "$cc" -target bpf -c "$source" -o "$T/$name.o" 2>"$T/said"; then
		ok "$source" "$T/same" "$T/$name.o"
		echo "# $(tail -n 1 "$T/out")"
	else
		tap_fail "$source"
		tap_quote <"$T/said"
	fi
done

# Objects and kernels side by side: libbpf reads the whole BTF of a kernel for each.
on_kernels() { # OBJECT
	local name=${1##*/} btf release
	"$run" btf "$1" --kernels "$WASM_BPF_KERNELS" -o "$1.slices" >"$1.said" 2>&1 ||
		{
			cat "$1.said"
			grep -qE 'no CO-RE|more than a slice|cannot be' "$1.said"
			return
		}
	for btf in "$WASM_BPF_KERNELS"/*/vmlinux.btf; do
		release=$(cat "${btf%/*}/release")
		"$run" btf "$1.slices" --extract "$release" -o "$1.slice" &&
			"$T/same" "$1" "$btf" "$1.slice" || return
		bpftool gen min_core_btf "$btf" "$1.min" "$1" || continue
		"$T/same" "$1" "$btf" "$1.min" || return
	done
}
if [ -n "${WASM_BPF_KERNELS:-}" ]; then
	for object in "$T"/*bpf.c.o; do
		ok "${object##*/}, on other kernels" on_kernels "$object"
		sed 's/^/# /' "$T/out"
	done
else
	skip "objects on other kernels" "WASM_BPF_KERNELS names no folder of kernels"
fi
mv "$T/examples-bootstrap-bootstrap.bpf.c.o" "$T/bootstrap.o"

# --- other kernels ---------------------------------------------------------------

# Runs the comparison where /sys/kernel/btf holds what is in $T/btf.
elsewhere() {
	unshare --mount sh -c 'mount --bind "$1" /sys/kernel/btf && shift && exec "$@"' sh \
		"$T/btf" "$T/same" "$@"
}
mkdir "$T/btf"
like "a kernel without BTF" "$(elsewhere "$T/bootstrap.o")" "programs, no slice: No such file"
head -c 100000 /sys/kernel/btf/vmlinux >"$T/btf/vmlinux"
like "one whose BTF is cut off" "$(elsewhere "$T/bootstrap.o")" "no slice: Invalid argument"
cat /sys/kernel/btf/vmlinux >"$T/btf/vmlinux"
like "without modules, nothing is a module's" "$(elsewhere "$T/absent.o")" "slice of [0-9]+ types"
touch "$T/btf/module"
like "a type that may be a module's" "$(elsewhere "$T/absent.o")" "no slice: Operation not supp"
like "types that are not" "$(elsewhere "$T/bootstrap.o")" "slice of [0-9]+ types, result 0"

cat >"$T/no_mmap.c" <<-'EOF'
	#include <errno.h>
	#include <sys/mman.h>
	#include <sys/stat.h>
	#include <sys/syscall.h>
	#include <unistd.h>

	void *mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset)
	{
		if (fd < 0 || size < 1 << 20)
			return (void *)syscall(SYS_mmap, at, size, prot, flags, fd, offset);
		errno = ENODEV;
		return MAP_FAILED;
	}
EOF
"${CC:-cc}" -shared -fPIC "$T/no_mmap.c" -o "$T/no_mmap.so" || exit 1
like "one that does not let its BTF be mapped" \
	"$(LD_PRELOAD=$T/no_mmap.so "$T/same" "$T/bootstrap.o")" "slice of [0-9]+ types, result 0"

# --- between runs --------------------------------------------------------------

kept=$XDG_CACHE_HOME/wasm-bpf/code
"$cc" tests/core/load.c -o "$T/load.wasm" || exit 1
load() { "$B/wasm-bpf" "$@" "$T/load.wasm" <"$T/bootstrap.o"; }
entries() { find "$kept" -name '*.btf' 2>/dev/null | wc -l; }

ok "an object is loaded" load --no-cache
is "--no-cache keeps no slice" "$(entries)" 0
ok "once more" load
if [ "$(entries)" -eq 0 ]; then
	skip "slices between runs" "this kernel has no build ID"
	done_testing
fi
entry=$(echo "$kept"/*.btf)
size=$(stat -c %s "$entry")
cp "$entry" "$T/right"
for at in 0 $((size / 2)) $((size - 1)); do
	printf '\377\376' | dd of="$entry" bs=1 seek="$at" conv=notrunc status=none
	ok "a damaged slice, at $at" load
	ok "is written anew, at $at" cmp "$entry" "$T/right"
done
truncate -s 20 "$entry"
ok "a slice that is cut off" load
# One of no types at all, with its sum (hash_words() of lib/hash.h): what is there is used, if it is
# whole.
python3 - >"$entry" <<'END'
import struct, sys
none = b"\x9f\xeb\1\0\x18" + bytes(15) + b"\1" + bytes(4)
lanes, mask = [len(none), 1, 2, 3], 2**64 - 1
for at in range(0, len(none), 8):
    i = at // 8 % 4
    lanes[i] ^= int.from_bytes(none[at:at + 8], "little")
    lanes[i] = lanes[i] * 0x9e3779b97f4a7c15 & mask
    lanes[i] ^= lanes[i] >> 29
total = lanes[0] ^ lanes[1] * 3 & mask ^ lanes[2] * 5 & mask ^ lanes[3] * 7 & mask
sys.stdout.buffer.write(none + struct.pack("<Q", total))
END
fails "a slice is used" 1 load
chmod 666 "$entry"
ok "one that others can write to is not" load
is "one object, one slice" "$(entries)" 1

like "bootstrap needs little" "$("$T/same" "$T/bootstrap.o")" "slice of [0-9]{1,3} types, result 0"
done_testing
