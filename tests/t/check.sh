#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf check: whether objects fit kernels, on kernels made by hand, and beside libbpf.
. tests/lib/tap.sh
. tests/lib/guests.sh
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy

# --- kernels that never were -------------------------------------------------------------

kernel() { # RELEASE MEMBERS [MORE]
	cat >"$T/kernel.c" <<-END
		struct pt_regs { long di; } regs;
		enum bpf_func_id { BPF_FUNC_unspec, BPF_FUNC_map_lookup_elem,
			BPF_FUNC_ktime_get_ns = 5, BPF_FUNC_get_current_pid_tgid = 14,
			${3:-} __BPF_FUNC_MAX_ID } helpers;
		enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC, BPF_PROG_TYPE_SOCKET_FILTER,
			BPF_PROG_TYPE_RAW_TRACEPOINT = 17, ${4:-} } programs;
		enum bpf_map_type { BPF_MAP_TYPE_UNSPEC, BPF_MAP_TYPE_HASH,
			BPF_MAP_TYPE_ARRAY, ${5:-} __MAX_BPF_MAP_TYPE } maps;
		enum bpf_attach_type { BPF_CGROUP_INET_INGRESS } attachments;
		typedef void (*btf_trace_sched_switch)(void *);
		btf_trace_sched_switch sched_switch;
		enum mode { MODE_ONE, ${6:-} MODE_LAST = 9 } mode;
		struct inner { int deep; };
		struct task { $2 } task;
	END
	"$cc" -target bpf -c "$T/kernel.c" -o "$T/kernel.o" &&
		"$objcopy" --dump-section .BTF="$T/kernels/$1.btf" "$T/kernel.o" || exit 1
}
mkdir "$T/kernels"
kernel 1.0.0 "int pid; long state; struct inner inner; char comm[16];"
kernel 2.0.0 "int pid; long __state; union { struct inner inner; }; char comm[16];" \
	"BPF_FUNC_ringbuf_reserve = 131," "BPF_PROG_TYPE_STRUCT_OPS = 27," \
	"BPF_MAP_TYPE_STRUCT_OPS = 26, BPF_MAP_TYPE_RINGBUF = 27," "MODE_NEW = 4,"
kernel 3.0.0 "char *pid; char comm[4];"

object() { # NAME: the programs on stdin
	{
		cat <<-'END'
			#include <linux/bpf.h>
			#include <bpf/bpf_helpers.h>
			#include <bpf/bpf_core_read.h>
			#define CORE __attribute__((preserve_access_index))
			struct inner { int deep; } CORE;
			struct task {
				int pid; long state; struct inner inner; char comm[16];
			} CORE;
			struct task___new { long __state; } CORE;
			enum mode { MODE_NEW = 4 };
			char LICENSE[] SEC("license") = "GPL";
			extern int LINUX_KERNEL_VERSION __kconfig;
			volatile int sink;
			#define PROGRAM(name) SEC("socket") int name(struct task *t)
		END
		cat
	} >"$T/$1.bpf.c"
	"$cc" -target bpf -c "$T/$1.bpf.c" -o "$T/$1.bpf.o" || exit 1
}
check() { "$run" check "$T/$1.bpf.o" --kernels "$T/kernels${2:+/$2.btf}" "${@:3}"; }
# The findings of one kernel, a line each.
found() { check "$1" "$2" --all | sed -n '/^  [a-z]/s/^ *\([a-z]*\) */\1 /p'; }

object plain <<'END'
PROGRAM(pid) { return t->pid; }
PROGRAM(comm) { return t->comm[3]; }
END
ok "an object that fits two kernels" check plain 1.0.0
like "is told to fit" "$(cat "$T/out")" "1\.0\.0 +x86 +yes +2/2 +0/0 +2/2"
fails "one kernel of three does not" 1 check plain ""
is "which it is" "$(check plain "" | awk '$3 == "no" { print $1 }')" 3.0.0
is "and why" "$(found plain 3.0.0)" "fails pid: struct task.pid: struct task has 'pid' as another kind of field"

object renamed <<'END'
PROGRAM(state) { return t->state; }
PROGRAM(deep) { return t->inner.deep; }
PROGRAM(tail) { return t->comm[9]; }
END
is "a name that changed" "$(found renamed 2.0.0)" \
	"fails state: struct task.state: struct task has no 'state'; it has '__state'"
is "a member that is gone, and one past the end" "$(found renamed 3.0.0)" \
	"fails state: struct task.state: struct task has no 'state'
fails deep: struct task.inner.deep: struct task has no 'inner'
fails tail: struct task.comm[9]: the array is shorter, or none"

# What is asked first is guarded, in each way to ask.
object guarded <<'END'
static __attribute__((noinline)) long old(struct task *t) { return sink ? t->state : 1; }
PROGRAM(field)
{
	if (bpf_core_field_exists(t->state))
		return t->state;
	return ((struct task___new *)t)->__state;
}
PROGRAM(called) { return bpf_core_field_exists(t->state) ? old(t) : 0; }
PROGRAM(kept)
{
	int has = bpf_core_field_exists(t->state);

	sink = bpf_get_current_pid_tgid();
	if (has && sink)
		return t->state;
	return 0;
}
PROGRAM(version) { return LINUX_KERNEL_VERSION < 0x20000 ? t->state : 0; }
PROGRAM(helper)
{
	if (bpf_core_enum_value_exists(enum mode, MODE_NEW))
		bpf_ringbuf_output(0, 0, 0, 0);
	return 0;
}
PROGRAM(type) { return bpf_core_type_exists(struct task___new) && sink ? t->pid : 0; }
END
is "guards hold where the field is" "$(found guarded 1.0.0 | sort)" \
	"guarded field: struct task.__state: struct task has no '__state'; it has 'state'
guarded helper: no helper bpf_ringbuf_output"
ok "so it fits" check guarded 1.0.0
is "and where it is not" "$(found guarded 2.0.0 | sort)" \
	"fails helper: no helper bpf_ringbuf_output
guarded called: struct task.state: struct task has no 'state'; it has '__state'
guarded field: struct task.state: struct task has no 'state'; it has '__state'
guarded kept: struct task.state: struct task has no 'state'; it has '__state'
guarded version: struct task.state: struct task has no 'state'; it has '__state'"

# A guard of another field is none.
object wrong <<'END'
PROGRAM(other) { return bpf_core_field_exists(t->pid) ? t->state : 0; }
PROGRAM(inverse) { return bpf_core_field_exists(t->state) ? 0 : t->state; }
PROGRAM(loop)
{
	long sum = 0;

	for (int i = 0; i < 100; i++)
		if (i > 50)
			sum += t->state;
	return sum;
}
END
is "wrong guards are seen through" "$(found wrong 2.0.0 | sed 's/struct.*//' | sort)" \
	"fails inverse: 
fails loop: 
fails other: "

object enums <<'END'
PROGRAM(mode) { return bpf_core_enum_value(enum mode, MODE_NEW); }
END
is "an enum's value" "$(found enums 1.0.0)" \
	"fails mode: enum mode MODE_NEW: the enum has no such value"
ok "that is there" check enums 2.0.0

# --- helpers, programs, maps -----------------------------------------------------------------

object kinds <<'END'
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
extern void bpf_new_function(void) __ksym;
extern void bpf_weak_function(void) __ksym __weak;
SEC("raw_tp/sched_switch") int here(void *ctx)
{
	void *room = bpf_ringbuf_reserve(&ring, 8, 0);

	if (room)
		bpf_ringbuf_discard(room, 0);
	return 0;
}
SEC("raw_tp/sched_gone") int gone(void *ctx) { return 0; }
SEC("xdp") int packet(void *ctx) { bpf_new_function(); return 0; }
SEC("?xdp") int optional(void *ctx) { return 0; }
PROGRAM(weak) { if (bpf_weak_function) bpf_weak_function(); return 0; }
END
is "what else a kernel lacks" "$(found kinds 2.0.0 | sort)" \
	"fails gone: no tracepoint 'sched_gone' in the kernel's BTF
fails here: no helper bpf_ringbuf_discard
fails packet: no kernel function bpf_new_function that programs can call, unless a module has it
fails packet: no programs of type xdp
guarded weak: no kernel function bpf_weak_function that programs can call, unless a module has it
note optional: no programs of type xdp"
like "maps, too" "$(found kinds 1.0.0)" "fails ring: no maps of type ringbuf"
object ops <<'END'
struct some_ops { int (*call)(void); };
SEC("struct_ops/call") int call(void *ctx) { return 0; }
SEC(".struct_ops") struct some_ops ops = { .call = (void *)call };
END
is "and structs of struct_ops" "$(found ops 2.0.0)" \
	"fails ops: no struct_ops for struct some_ops in the kernel's BTF"

# Names are a stranger's, and may be long.
long=$(printf 'n%.0s' {1..300})
object named <<END
int forging(void *ctx) __asm__("x\\n  fails    forged: by a name\\b");
SEC("raw_tp/gone") int forging(void *ctx) { return 0; }
SEC("raw_tp/gone") int $long(void *ctx) { return 0; }
END
fails "a name with a new line" 1 check named 1.0.0
is "has none in the table" "$(grep -c '^  fails    forged' "$T/out")" 0
like "nor anything else that a terminal acts on" "$(cat "$T/out")" \
	"  fails    x\?  fails    forged: by a name\?: no tracepoint 'gone'"
like "a name that is cut ends in dots" "$(cat "$T/out")" "nnn\.\.\.: "

# --- output ----------------------------------------------------------------------------------

fails "as JSON" 1 check renamed "" --json
json=$(check renamed "" --json)
ok "which is valid" python3 -c 'import json, sys; json.loads(sys.argv[1])' "$json"
like "with each finding" "$json" \
	'"about":"relocations","weight":"fails","name":"state","text":"struct task.state: '
fails "kernels must be named right" 1 "$run" check "$T/plain.bpf.o" --kernels "$T/none"
fails "and have BTF" 1 "$run" check "$T/plain.bpf.o" --kernels "$T/plain.bpf.c"
mkfifo "$T/pipe"
fails "and be files" 1 timeout 10 "$run" check "$T/plain.bpf.o" --kernels "$T/pipe"
cp -r "$T/kernels" "$T/some"
head -c 99 "$T/some/1.0.0.btf" >"$T/some/0.btf"
fails "a damaged one among them" 1 "$run" check "$T/plain.bpf.o" --kernels "$T/some" --json
like "leaves the others" "$(cat "$T/out")" "0.btf': .*; it is left out.*\"release\":\"1.0.0\""
rm "$T"/some/{0,3.0.0}.btf
ok "which all fit" "$run" check "$T/plain.bpf.o" --kernels "$T/some"
head -c 99 "$T/some/1.0.0.btf" >"$T/some/0.btf"
fails "but with it are not all" 1 "$run" check "$T/plain.bpf.o" --kernels "$T/some"
fails "a registry that is not there" 1 "$run" check "$T/plain.bpf.o" \
	--kernels localhost:1/kernels/images:5.10
like "is told" "$(cat "$T/out")" "cannot pull 'localhost:1/kernels/images:5.10': cannot reach"
fails "a file without objects" 1 "$run" check "$T/plain.bpf.c" --kernels "$T/kernels"
fails "no file" 2 "$run" check --kernels "$T/kernels"
echo 'int main(void) { return 0; }' >"$T/hello.c"
"$cc" "$T/hello.c" -o "$T/hello.wasm" || exit 1
fails "a guest without objects" 1 "$run" check "$T/hello.wasm" --kernels "$T/kernels"
like "says so" "$(cat "$T/out")" "no BPF object"

# --- booted ----------------------------------------------------------------------------------

fails "without qemu there is no --boot" 1 env PATH=/nowhere "$run" check "$T/plain.bpf.o" \
	--kernels "$T/kernels" --boot
like "which is told, with a hint" "$(cat "$T/out")" "no qemu-system-.* in PATH.*hint: install"
fails "--accel is a word of two" 2 "$run" check "$T/plain.bpf.o" --boot --accel fast
fails "--timeout is a number" 2 "$run" check "$T/plain.bpf.o" --boot --timeout soon
fails "--booted is for kernels" 2 "$run" check --booted
image=${WASM_BPF_KERNELS:+$WASM_BPF_KERNELS/6.1/vmlinuz}
if ! command -v "qemu-system-$(uname -m)" >/dev/null; then
	skip "a kernel that is booted" "no qemu here"
elif [ ! -r "$image" ]; then
	skip "a kernel that is booted" "WASM_BPF_KERNELS names no folder with 6.1/vmlinuz"
else
	cat >"$T/boot.bpf.c" <<-'END'
		#include <linux/bpf.h>
		#include <bpf/bpf_helpers.h>
		#include <bpf/bpf_core_read.h>
		struct task_struct { long gone; } __attribute__((preserve_access_index));
		SEC("socket") int fine(void *ctx) { return 0; }
		SEC("raw_tp/sched_switch") int wild(void *ctx)
		{
			return *(int *)bpf_get_current_task();
		}
		SEC("raw_tp/sched_switch") int gone(void *ctx)
		{
			return BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), gone);
		}
		char LICENSE[] SEC("license") = "GPL";
	END
	"$cc" -target bpf -c "$T/boot.bpf.c" -o "$T/boot.bpf.o" || exit 1
	fails "a kernel is booted" 1 "$run" check "$T/boot.bpf.o" --kernels "$image" --boot
	like "and loads what it can" "$(cat "$T/out")" " 1/3 +[0-9]+ +[0-9]+"
	like "the verifier's reason" "$(cat "$T/out")" "refused +wild: R0 invalid mem access"
	like "libbpf's" "$(cat "$T/out")" "refused +gone: it reaches a CO-RE relocation that found"
	fails "one that takes too long" 1 "$run" check "$T/plain.bpf.o" --kernels "$image" --boot \
		--timeout 1
	like "is ended" "$(cat "$T/out")" "boot +it did not end within 1 seconds"
	fails "BTF alone cannot be booted" 1 "$run" check "$T/plain.bpf.o" \
		--kernels "$T/kernels/1.0.0.btf" --boot
	like "which is told" "$(cat "$T/out")" "came without an image"
fi

# --- the kernel here, and libbpf -------------------------------------------------------------

[ -r /sys/kernel/btf/vmlinux ] || { skip "this kernel" "it has no BTF" && done_testing; }
"$cc" -target bpf -c examples/execsnoop/execsnoop.bpf.c -o "$T/execsnoop.bpf.o" || exit 1
ok "the running kernel is the default" "$run" check "$T/execsnoop.bpf.o"
like "by its release" "$(cat "$T/out")" "$(uname -r | sed 's/[.+]/\\&/g') .* yes "
rest_needs_root "what libbpf makes of the same relocations"

# libbpf replaces what it does not find by an instruction that the verifier refuses.
"${CC:-cc}" -Wall -Wextra -std=gnu11 -D_GNU_SOURCE "@$B/libbpf/cflags" tests/core/missing.c \
	"@$B/libbpf/libs" -o "$T/missing" || exit 1
ours() { # OBJECT KERNEL
	"$run" check "$1" --kernels "$2" --json |
		sed -n 's/.*"relocations":{"asked":\([0-9]*\),"there":\([0-9]*\)}.*/\1 \2/p' |
		{ read -r asked there && echo $((asked - there)); }
}
for object in "$T"/{plain,renamed,guarded,wrong,enums}.bpf.o; do
	for btf in "$T"/kernels/*.btf; do
		is "$(basename "$object" .bpf.o) on $(basename "$btf" .btf), as libbpf has it" \
			"$(ours "$object" "$btf")" "$("$T/missing" "$object" "$btf")"
	done
done
kernels=(/sys/kernel/btf/vmlinux)
[ -z "${WASM_BPF_KERNELS:-}" ] || kernels+=("$WASM_BPF_KERNELS"/*/vmlinux.btf)
for source in examples/*/*.bpf.c; do
	"$cc" -target bpf -c "$source" -o "$T/example.bpf.o" 2>/dev/null || continue
	for btf in "${kernels[@]}"; do
		is "$source on $btf, as libbpf has it" "$(ours "$T/example.bpf.o" "$btf")" \
			"$("$T/missing" "$T/example.bpf.o" "$btf")"
	done
done
done_testing
