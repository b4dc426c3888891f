/* SPDX-License-Identifier: MIT */
/*
 * For BPF programs: what the members of a record mean, for those who show records by their BTF,
 * such as `wasm-bpf run app.bpf.o`. Stands behind a member, or a typedef's name:
 *
 *	struct event {
 *		__u64 began WB_TIME;
 *		__u32 peer WB_IP;
 *		__u32 spare WB_HIDDEN;
 *	};
 *
 * Tags change nothing but BTF.
 */
#ifndef WASM_BPF_STREAM_H
#define WASM_BPF_STREAM_H

#if __has_attribute(btf_decl_tag)
#define WB_TAG(text) __attribute__((btf_decl_tag("wasm_bpf:" text)))
#else
#define WB_TAG(text)
#endif

#define WB_NS WB_TAG("ns")              /* a number of nanoseconds */
#define WB_MS WB_TAG("ms")              /* the same, shown in milliseconds: 1.500 */
#define WB_TIME WB_TAG("time")          /* what bpf_ktime_get_boot_ns() returned */
#define WB_WALL_TIME WB_TAG("walltime") /* nanoseconds since 1970 */
#define WB_IP WB_TAG("ip")              /* 4 or 16 bytes of an address, as in a packet */
#define WB_PORT WB_TAG("port")          /* 2 bytes, as in a packet */
#define WB_ERRNO WB_TAG("errno")        /* a result of the kernel: -ENOENT */
#define WB_SIGNAL WB_TAG("signal")      /* a number of a signal */
#define WB_SIZE WB_TAG("size") /* a number of bytes: 4.0K */
#define WB_PAGES WB_TAG("pages") /* a number of pages of memory */
#define WB_UID WB_TAG("uid") /* the number of a user */
#define WB_GID WB_TAG("gid") /* the number of a group */
#define WB_DEVICE WB_TAG("device") /* the kernel's number of a block device */
#define WB_SYSCALL WB_TAG("syscall") /* the number of a system call */
#define WB_CGROUP WB_TAG("cgroup") /* what bpf_get_current_cgroup_id() returned */
#define WB_MNTNS WB_TAG("mntns") /* the number of a mount namespace */
#define WB_KSYM WB_TAG("ksym") /* an address in the kernel's code */
#define WB_USYM WB_TAG("usym") /* an address in the code of the process "tgid" or "pid" */
#define WB_KSTACK WB_TAG("kstack") /* what bpf_get_stackid() returned, or addresses */
#define WB_USTACK WB_TAG("ustack") /* the same of the process "tgid" or "pid" */
#define WB_KSTACK_OF(map) WB_TAG("kstack=" #map) /* if there are several stack-trace maps */
#define WB_USTACK_OF(map) WB_TAG("ustack=" #map)
#define WB_HEX WB_TAG("hex")            /* an address or flags */
#define WB_TEXT WB_TAG("text")          /* bytes that end at the first NUL */
#define WB_BYTES WB_TAG("bytes")        /* bytes of any sort */
#define WB_NUMBER WB_TAG("number")      /* whatever its name suggests, a number */
#define WB_KEY WB_TAG("key") /* for metrics: a label */
#define WB_COUNTER WB_TAG("counter") /* for metrics: a number that only grows */
#define WB_GAUGE WB_TAG("gauge") /* for metrics: a number at a time */
#define WB_HELP(text) WB_TAG("help=" text) /* of a variable: what it is for */
/* A member of a union that counts only if another column has a value: WB_CASE(kind, 2). */
#define WB_CASE(column, value) WB_TAG("case=" #column ":" #value)
/* Puts a struct into the object's BTF which nothing else refers to, so that a guest can emit it. */
#define WB_RECORD(type) \
	static __attribute__((used)) void wb_record_##type(struct type *record) \
	{ \
		(void)record; \
	} \
	struct type
#define WB_HIDDEN WB_TAG("hidden")      /* shown only by --columns */
#define WB_WIDTH(n) WB_TAG("width=" #n) /* characters in a table */
#define WB_TITLE(text) WB_TAG("title=" text) /* what stands above it in a table */
#define WB_LEFT WB_TAG("left") /* a number that stands on the left in a table */

#endif
