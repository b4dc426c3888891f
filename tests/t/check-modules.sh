#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf check: what a kernel lacks and one of its modules has.
. tests/lib/tap.sh
. tests/lib/guests.sh
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy
"${CC:-cc}" tests/lib/split.c "@$B/libbpf/cflags" "@$B/libbpf/libs" -lelf -lz \
	-o "$T/split" || exit 1
case $(uname -m) in
x86_64) arch=x86 member=di ;;
*) arch=arm64 member=pstate ;;
esac

kernel() { # FILE [MORE]
	cat >"$T/kernel.c" <<-END
		struct pt_regs { long $member; } regs;
		enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC, BPF_PROG_TYPE_SOCKET_FILTER,
			BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_TRACING = 26 } programs;
		enum bpf_attach_type { BPF_CGROUP_INET_INGRESS, BPF_TRACE_FENTRY = 24 } attachments;
		int number; ${2:-}
	END
	"$cc" -target bpf -c "$T/kernel.c" -o "$T/kernel.o" &&
		"$objcopy" --dump-section .BTF="$1" "$T/kernel.o" || exit 1
}
echo 'int nothing;' >"$T/empty.c"
"${CC:-cc}" -c "$T/empty.c" -o "$T/empty.o" || exit 1
module() { # FILE RELEASE BASE [EXCERPT]
	printf 'license=GPL\0name=own\0vermagic=%s SMP preempt \0' "$2" >"$T/modinfo"
	"$T/split" "$3" "$T/own.btf" ${4:+"$4"} || exit 1
	"$objcopy" --add-section .modinfo="$T/modinfo" --add-section .BTF="$T/own.btf" \
		${4:+--add-section .BTF.base="$4"} "$T/empty.o" "$1" || exit 1
}
mkdir -p "$T/one/modules" "$T/none" "$T/other"
kernel "$T/one/1.0.0.btf"
cp "$T/one/1.0.0.btf" "$T/none"
module "$T/one/modules/own.ko" 1.0.0 "$T/one/1.0.0.btf"

cat >"$T/app.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct own { int value; } __attribute__((preserve_access_index));
SEC("fentry/own_xmit") int plain(void *ctx) { return 0; }
SEC("fentry/own:own_xmit") int named(void *ctx) { return 0; }
SEC("kprobe/own_xmit") int probe(void *ctx) { return 0; }
SEC("socket") int member(struct own *own) { return own->value; }
char LICENSE[] SEC("license") = "GPL";
END
"$cc" -target bpf -c "$T/app.bpf.c" -o "$T/app.bpf.o" || exit 1
check() { "$run" check "$T/app.bpf.o" --all --kernels "$@"; }
found() { sed -n '/^  [a-z]/s/^ *\([a-z]*\) */\1 /p' "$T/out" | sort; }
all="note member: 'struct own.value' is in the module 'own', which must be loaded
note named: 'own_xmit' is in the module 'own', which must be loaded
note plain: 'own_xmit' is in the module 'own', which must be loaded
note probe: 'own_xmit' is in the module 'own', which must be loaded"

ok "a kernel with its module" check "$T/one"
is "has what the module has" "$(found)" "$all"
like "which is counted" "$(cat "$T/out")" "1\.0\.0 +$arch +yes +1/1 +0/0 +4/4"
fails "the kernel alone" 1 check "$T/none"
is "lacks it" "$(found)" "fails member: struct own.value: there is no such type
fails plain: no function 'own_xmit' in the kernel's BTF
note named: 'own:own_xmit' is not judged: the module's file is not among the kernels
note probe: no function 'own_xmit' in the kernel's BTF: it may be inlined or a module's"

for packed in xz zst gz; do
	mkdir "$T/$packed"
	cp "$T/none/1.0.0.btf" "$T/$packed"
	case $packed in
	xz) xz -c "$T/one/modules/own.ko" ;;
	zst) zstd -qc "$T/one/modules/own.ko" ;;
	gz) gzip -c "$T/one/modules/own.ko" ;;
	esac >"$T/$packed/own.ko.$packed"
	ok "a module that is packed: $packed" check "$T/$packed"
	is "is read" "$(found)" "$all"
done
tar -C "$T/one" -czf "$T/one.tar.gz" modules 1.0.0.btf
ok "an archive in which the module comes first" check "$T/one.tar.gz"
is "is read, too" "$(found)" "$all"
ok "a module that is named" check "$T/none" --kernels "$T/one/modules/own.ko"
is "belongs to the kernel" "$(found)" "$all"
fails "a module alone" 1 check "$T/one/modules/own.ko"
like "has no kernel" "$(cat "$T/out")" "only modules: their kernel is needed"
fails "nor for slices" 1 "$run" btf "$T/app.bpf.o" --kernels "$T/one/modules/own.ko" -o "$T/got"

# What a module was built for is another kernel.
module "$T/other/own.ko" 2.0.0 "$T/one/1.0.0.btf"
cp "$T/none/1.0.0.btf" "$T/other"
fails "a module of another kernel" 1 check "$T/other"
like "does not count" "$(found)" "fails plain: no function"

# BTF by an excerpt of the kernel's, which may be another build's.
kernel "$T/more.btf" "struct more { long a[9]; } more; char other;"
mkdir "$T/excerpt"
cp "$T/more.btf" "$T/excerpt/1.0.0.btf"
module "$T/excerpt/own.ko" 1.0.0 "$T/one/1.0.0.btf" "$T/small.btf"
ok "a module with an excerpt of another build's types" check "$T/excerpt"
is "is read by the names" "$(found)" "$all"

# Damage.
mkdir "$T/bad"
cp "$T/none/1.0.0.btf" "$T/bad"
size=$(stat -c %s "$T/one/modules/own.ko")
for cut in 40 200 $((size / 2)) $((size - 70)); do
	head -c "$cut" "$T/one/modules/own.ko" >"$T/bad/own.ko"
	fails "a module that ends at $cut" 1 check "$T/bad"
	like "is none" "$(found)" "fails plain: no function"
done
module "$T/bad/own.ko" 1.0.0 "$T/one/1.0.0.btf"
"$objcopy" --dump-section .BTF="$T/own.btf" "$T/bad/own.ko"
# A type that it has not.
size=$(stat -c %s "$T/own.btf")
python3 - "$T/own.btf" <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[24 + 12 + 4 : 24 + 12 + 8] = b"\xff\xff\xff\0"
open(sys.argv[1], "wb").write(data)
END
"$objcopy" --update-section .BTF="$T/own.btf" "$T/bad/own.ko"
fails "a module whose types are wrong" 1 check "$T/bad"
like "is left out, which is told" "$(cat "$T/out")" \
	"the module 'own' of 1.0.0: malformed BTF: type [0-9]+: .*; it is left out"

# --- the running kernel --------------------------------------------------------------------

rest_needs_root "a kernel's modules in its place"
run=$(readlink -f "$run")
kernel "$T/vmlinux"
mkdir "$T/sys"
mv "$T/vmlinux" "$T/sys/vmlinux"
"$T/split" "$T/sys/vmlinux" "$T/sys/own" || exit 1
here() {
	unshare --mount sh -c 'mount --bind "$1" /sys/kernel/btf && shift && exec "$@"' sh \
		"$T/sys" "$@"
}
if [ -d /sys/kernel/btf ] && here true 2>/dev/null; then
	ok "the running kernel, with a module that is loaded" here "$run" check --all "$T/app.bpf.o"
	is "has what that has" "$(found)" "$all"
else
	skip "the running kernel" "no mount namespaces here"
fi
done_testing
