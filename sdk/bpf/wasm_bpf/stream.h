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
#define WB_TIME WB_TAG("time")          /* what bpf_ktime_get_boot_ns() returned */
#define WB_WALL_TIME WB_TAG("walltime") /* nanoseconds since 1970 */
#define WB_IP WB_TAG("ip")              /* 4 or 16 bytes of an address, as in a packet */
#define WB_PORT WB_TAG("port")          /* 2 bytes, as in a packet */
#define WB_ERRNO WB_TAG("errno")        /* a result of the kernel: -ENOENT */
#define WB_SIGNAL WB_TAG("signal")      /* a number of a signal */
#define WB_HEX WB_TAG("hex")            /* an address or flags */
#define WB_TEXT WB_TAG("text")          /* bytes that end at the first NUL */
#define WB_BYTES WB_TAG("bytes")        /* bytes of any sort */
#define WB_NUMBER WB_TAG("number")      /* whatever its name suggests, a number */
#define WB_HIDDEN WB_TAG("hidden")      /* shown only by --columns */
#define WB_WIDTH(n) WB_TAG("width=" #n) /* characters in a table */

#endif
