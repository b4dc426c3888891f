#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf check: objects and kernels of the other byte order are judged as those of this one.
. tests/lib/tap.sh
. tests/lib/guests.sh
clang=$("$cc" --print-clang)
objcopy=$(dirname "$(readlink -f "$clang")")/llvm-objcopy
mkdir -p "$T/el" "$T/eb"

kernel() { # RELEASE MEMBERS [HELPER]: in both byte orders
	cat >"$T/kernel.c" <<-END
		struct pt_regs { long gprs[16]; } regs;
		enum bpf_func_id { BPF_FUNC_unspec, BPF_FUNC_map_lookup_elem, ${3:-} } helpers;
		enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC, BPF_PROG_TYPE_SOCKET_FILTER } programs;
		enum bpf_map_type { BPF_MAP_TYPE_UNSPEC, BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY,
			BPF_MAP_TYPE_RINGBUF = 27 } maps;
		enum bpf_attach_type { BPF_CGROUP_INET_INGRESS } attachments;
		struct task { $2 } task;
	END
	for order in el eb; do
		"$clang" -target bpf$order -g -O2 -c "$T/kernel.c" -o "$T/kernel.o" &&
			"$objcopy" --dump-section .BTF="$T/$order/$1.btf" "$T/kernel.o" || exit 1
	done
}
kernel 1.0.0 "int pid; long state;"
kernel 2.0.0 "int pid; long __state;" "BPF_FUNC_ringbuf_output = 130,"

cat >"$T/app.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct task { int pid; long state; } __attribute__((preserve_access_index));
struct task___new { long __state; } __attribute__((preserve_access_index));
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");
static __attribute__((noinline)) long old(struct task *t) { return t->state; }
SEC("socket") int guarded(struct task *t)
{
	if (bpf_core_field_exists(t->state))
		return old(t) > t->pid;
	return ((struct task___new *)t)->__state;
}
SEC("socket") int bare(struct task *t) { return t->state; }
SEC("socket") int sends(struct task *t) { return bpf_ringbuf_output(&records, &t, 8, 0); }
char LICENSE[] SEC("license") = "GPL";
END
machine=$("${CC:-cc}" -print-multiarch 2>/dev/null)
for order in el eb; do
	"$clang" -target bpf$order -g -O2 "@$B/libbpf/cflags" \
		${machine:+-idirafter "/usr/include/$machine"} \
		-c "$T/app.bpf.c" -o "$T/$order.bpf.o" || exit 1
done
check() { "$run" check "$T/$1.bpf.o" --all --kernels "$T/$2"; }

check el el >"$T/wanted"
like "objects of this byte order" "$(cat "$T/wanted")" "1\.0\.0 +s390 +no +[0-9/]+ +0/1"
fails "the other one's" 1 check eb eb
is "are judged alike" "$(cat "$T/out")" "$(cat "$T/wanted")"
like "what is missing" "$(cat "$T/out")" \
	"fails +bare: struct task.state: struct task has no 'state'"
like "and what is guarded" "$(cat "$T/out")" "guarded +guarded: struct task.state"
for pair in "el eb" "eb el"; do
	# They are words.
	# shellcheck disable=SC2086
	fails "one of each: $pair" 1 check $pair
	is "does not fit" "$(grep -c "fails    no object is for this byte order" "$T/out")" 2
done
fails "nor is it booted" 1 "$run" check "$T/eb.bpf.o" --kernels "$T/eb" --boot
fails "slices are not for such kernels" 1 "$run" btf "$T/el.bpf.o" --kernels "$T/eb" -o "$T/got"
like "which is told" "$(cat "$T/out")" "1.0.0 is for machines of the other byte order"

# 32 bits: the class of the file, by its fifth byte.
cp "$T/el.bpf.o" "$T/32.bpf.o"
printf '\1' | dd of="$T/32.bpf.o" bs=1 seek=4 conv=notrunc status=none
fails "an object of 32 bits" 1 check 32 el
like "is refused" "$(cat "$T/out")" "32-bit|not a BPF object|ELF"

size=$(stat -c %s "$T/eb.bpf.o")
for cut in 20 64 500 $((size / 2)) $((size - 1)); do
	head -c "$cut" "$T/eb.bpf.o" >"$T/cut.bpf.o"
	fails "one that ends at $cut" 1 check cut eb
	is "is told in one line" "$(grep -c '^wasm-bpf: ' "$T/out")" 1
done
for at in 40 58 62 600 900 1200 $((size - 300)) $((size - 60)); do
	cp "$T/eb.bpf.o" "$T/bad.bpf.o"
	printf '\377\377' | dd of="$T/bad.bpf.o" bs=1 seek="$at" conv=notrunc status=none
	check bad eb >/dev/null 2>&1
	[ $? -le 1 ] || echo "$at"
done >"$T/crashed"
is "bytes that are wrong do no harm" "$(cat "$T/crashed")" ""
done_testing
