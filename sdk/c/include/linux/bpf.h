/* SPDX-License-Identifier: MIT */
/* What a guest needs of the kernel's <linux/bpf.h>: the numbers are the kernel's ABI. */
#ifndef WASM_BPF_LINUX_BPF_H
#define WASM_BPF_LINUX_BPF_H

#include <linux/types.h>

#define BPF_OBJ_NAME_LEN 16u
#define BPF_TAG_SIZE 8

/* Flags of lookup and update. */
enum {
	BPF_ANY = 0,      /* make the element or replace it */
	BPF_NOEXIST = 1,  /* only make it */
	BPF_EXIST = 2,    /* only replace it */
	BPF_F_LOCK = 4,   /* hold the value's spin lock meanwhile */
};

/* Flags of a map. */
enum {
	BPF_F_NO_PREALLOC = 1u << 0,
	BPF_F_NO_COMMON_LRU = 1u << 1,
	BPF_F_NUMA_NODE = 1u << 2,
	BPF_F_RDONLY = 1u << 3,
	BPF_F_WRONLY = 1u << 4,
	BPF_F_STACK_BUILD_ID = 1u << 5,
	BPF_F_ZERO_SEED = 1u << 6,
	BPF_F_RDONLY_PROG = 1u << 7,
	BPF_F_WRONLY_PROG = 1u << 8,
	BPF_F_CLONE = 1u << 9,
	BPF_F_MMAPABLE = 1u << 10,
	BPF_F_PRESERVE_ELEMS = 1u << 11,
	BPF_F_INNER_MAP = 1u << 12,
};

/* Flags of attaching to a cgroup, and of programs. */
#define BPF_F_ALLOW_OVERRIDE (1u << 0)
#define BPF_F_ALLOW_MULTI (1u << 1)
#define BPF_F_REPLACE (1u << 2)
#define BPF_F_BEFORE (1u << 3)
#define BPF_F_AFTER (1u << 4)
#define BPF_F_ID (1u << 5)
#define BPF_F_LINK (1u << 13)
#define BPF_F_SLEEPABLE (1u << 4)
#define BPF_F_TEST_RUN_ON_CPU (1u << 0)
#define BPF_F_TEST_XDP_LIVE_FRAMES (1u << 1)

/* Flags of helpers, which programs and sources share. */
#define BPF_F_ADJ_ROOM_ENCAP_L2_ETH 0x40
#define BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 0x2
#define BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 0x4
#define BPF_F_ADJ_ROOM_ENCAP_L4_GRE 0x8
#define BPF_F_ADJ_ROOM_ENCAP_L4_UDP 0x10
#define BPF_F_ADJ_ROOM_FIXED_GSO 0x1
#define BPF_F_ADJ_ROOM_NO_CSUM_RESET 0x20
#define BPF_F_ANY_ALIGNMENT 0x2
#define BPF_F_BPRM_SECUREEXEC 0x1
#define BPF_F_BROADCAST 0x8
#define BPF_F_CTXLEN_MASK 0xfffff00000000ULL
#define BPF_F_CURRENT_CPU 0xffffffffULL
#define BPF_F_CURRENT_NETNS 0xffffffffffffffffULL
#define BPF_F_DONT_FRAGMENT 0x4
#define BPF_F_EXCLUDE_INGRESS 0x10
#define BPF_F_FAST_STACK_CMP 0x200
#define BPF_F_GET_BRANCH_RECORDS_SIZE 0x1
#define BPF_F_HDR_FIELD_MASK 0xf
#define BPF_F_INDEX_MASK 0xffffffffULL
#define BPF_F_INGRESS 0x1
#define BPF_F_INVALIDATE_HASH 0x2
#define BPF_F_IPV6 0x80
#define BPF_F_KPROBE_MULTI_RETURN 0x1
#define BPF_F_MARK_ENFORCE 0x40
#define BPF_F_MARK_MANGLED_0 0x20
#define BPF_F_PSEUDO_HDR 0x10
#define BPF_F_QUERY_EFFECTIVE 0x1
#define BPF_F_RECOMPUTE_CSUM 0x1
#define BPF_F_REDIRECT_FLAGS 0x19
#define BPF_F_REUSE_STACKID 0x400
#define BPF_F_SEQ_NUMBER 0x8
#define BPF_F_SKIP_FIELD_MASK 0xff
#define BPF_F_STRICT_ALIGNMENT 0x1
#define BPF_F_SYSCTL_BASE_NAME 0x1
#define BPF_F_TEST_RND_HI32 0x4
#define BPF_F_TEST_SKB_CHECKSUM_COMPLETE 0x4
#define BPF_F_TEST_STATE_FREQ 0x8
#define BPF_F_TUNINFO_FLAGS 0x10
#define BPF_F_TUNINFO_IPV6 0x1
#define BPF_F_USER_BUILD_ID 0x800
#define BPF_F_USER_STACK 0x100
#define BPF_F_XDP_HAS_FRAGS 0x20
#define BPF_F_ZERO_CSUM_TX 0x2

enum bpf_map_type {
	BPF_MAP_TYPE_UNSPEC,
	BPF_MAP_TYPE_HASH,
	BPF_MAP_TYPE_ARRAY,
	BPF_MAP_TYPE_PROG_ARRAY,
	BPF_MAP_TYPE_PERF_EVENT_ARRAY,
	BPF_MAP_TYPE_PERCPU_HASH,
	BPF_MAP_TYPE_PERCPU_ARRAY,
	BPF_MAP_TYPE_STACK_TRACE,
	BPF_MAP_TYPE_CGROUP_ARRAY,
	BPF_MAP_TYPE_LRU_HASH,
	BPF_MAP_TYPE_LRU_PERCPU_HASH,
	BPF_MAP_TYPE_LPM_TRIE,
	BPF_MAP_TYPE_ARRAY_OF_MAPS,
	BPF_MAP_TYPE_HASH_OF_MAPS,
	BPF_MAP_TYPE_DEVMAP,
	BPF_MAP_TYPE_SOCKMAP,
	BPF_MAP_TYPE_CPUMAP,
	BPF_MAP_TYPE_XSKMAP,
	BPF_MAP_TYPE_SOCKHASH,
	BPF_MAP_TYPE_CGROUP_STORAGE,
	BPF_MAP_TYPE_REUSEPORT_SOCKARRAY,
	BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE,
	BPF_MAP_TYPE_QUEUE,
	BPF_MAP_TYPE_STACK,
	BPF_MAP_TYPE_SK_STORAGE,
	BPF_MAP_TYPE_DEVMAP_HASH,
	BPF_MAP_TYPE_STRUCT_OPS,
	BPF_MAP_TYPE_RINGBUF,
	BPF_MAP_TYPE_INODE_STORAGE,
	BPF_MAP_TYPE_TASK_STORAGE,
	BPF_MAP_TYPE_BLOOM_FILTER,
	BPF_MAP_TYPE_USER_RINGBUF,
	BPF_MAP_TYPE_CGRP_STORAGE,
	BPF_MAP_TYPE_ARENA,
};

enum bpf_prog_type {
	BPF_PROG_TYPE_UNSPEC,
	BPF_PROG_TYPE_SOCKET_FILTER,
	BPF_PROG_TYPE_KPROBE,
	BPF_PROG_TYPE_SCHED_CLS,
	BPF_PROG_TYPE_SCHED_ACT,
	BPF_PROG_TYPE_TRACEPOINT,
	BPF_PROG_TYPE_XDP,
	BPF_PROG_TYPE_PERF_EVENT,
	BPF_PROG_TYPE_CGROUP_SKB,
	BPF_PROG_TYPE_CGROUP_SOCK,
	BPF_PROG_TYPE_LWT_IN,
	BPF_PROG_TYPE_LWT_OUT,
	BPF_PROG_TYPE_LWT_XMIT,
	BPF_PROG_TYPE_SOCK_OPS,
	BPF_PROG_TYPE_SK_SKB,
	BPF_PROG_TYPE_CGROUP_DEVICE,
	BPF_PROG_TYPE_SK_MSG,
	BPF_PROG_TYPE_RAW_TRACEPOINT,
	BPF_PROG_TYPE_CGROUP_SOCK_ADDR,
	BPF_PROG_TYPE_LWT_SEG6LOCAL,
	BPF_PROG_TYPE_LIRC_MODE2,
	BPF_PROG_TYPE_SK_REUSEPORT,
	BPF_PROG_TYPE_FLOW_DISSECTOR,
	BPF_PROG_TYPE_CGROUP_SYSCTL,
	BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE,
	BPF_PROG_TYPE_CGROUP_SOCKOPT,
	BPF_PROG_TYPE_TRACING,
	BPF_PROG_TYPE_STRUCT_OPS,
	BPF_PROG_TYPE_EXT,
	BPF_PROG_TYPE_LSM,
	BPF_PROG_TYPE_SK_LOOKUP,
	BPF_PROG_TYPE_SYSCALL,
	BPF_PROG_TYPE_NETFILTER,
};

enum bpf_attach_type {
	BPF_CGROUP_INET_INGRESS,
	BPF_CGROUP_INET_EGRESS,
	BPF_CGROUP_INET_SOCK_CREATE,
	BPF_CGROUP_SOCK_OPS,
	BPF_SK_SKB_STREAM_PARSER,
	BPF_SK_SKB_STREAM_VERDICT,
	BPF_CGROUP_DEVICE,
	BPF_SK_MSG_VERDICT,
	BPF_CGROUP_INET4_BIND,
	BPF_CGROUP_INET6_BIND,
	BPF_CGROUP_INET4_CONNECT,
	BPF_CGROUP_INET6_CONNECT,
	BPF_CGROUP_INET4_POST_BIND,
	BPF_CGROUP_INET6_POST_BIND,
	BPF_CGROUP_UDP4_SENDMSG,
	BPF_CGROUP_UDP6_SENDMSG,
	BPF_LIRC_MODE2,
	BPF_FLOW_DISSECTOR,
	BPF_CGROUP_SYSCTL,
	BPF_CGROUP_UDP4_RECVMSG,
	BPF_CGROUP_UDP6_RECVMSG,
	BPF_CGROUP_GETSOCKOPT,
	BPF_CGROUP_SETSOCKOPT,
	BPF_TRACE_RAW_TP,
	BPF_TRACE_FENTRY,
	BPF_TRACE_FEXIT,
	BPF_MODIFY_RETURN,
	BPF_LSM_MAC,
	BPF_TRACE_ITER,
	BPF_CGROUP_INET4_GETPEERNAME,
	BPF_CGROUP_INET6_GETPEERNAME,
	BPF_CGROUP_INET4_GETSOCKNAME,
	BPF_CGROUP_INET6_GETSOCKNAME,
	BPF_XDP_DEVMAP,
	BPF_CGROUP_INET_SOCK_RELEASE,
	BPF_XDP_CPUMAP,
	BPF_SK_LOOKUP,
	BPF_XDP,
	BPF_SK_SKB_VERDICT,
	BPF_SK_REUSEPORT_SELECT,
	BPF_SK_REUSEPORT_SELECT_OR_MIGRATE,
	BPF_PERF_EVENT,
	BPF_TRACE_KPROBE_MULTI,
	BPF_LSM_CGROUP,
	BPF_STRUCT_OPS,
	BPF_NETFILTER,
	BPF_TCX_INGRESS,
	BPF_TCX_EGRESS,
	BPF_TRACE_UPROBE_MULTI,
	BPF_CGROUP_UNIX_CONNECT,
	BPF_CGROUP_UNIX_SENDMSG,
	BPF_CGROUP_UNIX_RECVMSG,
	BPF_CGROUP_UNIX_GETPEERNAME,
	BPF_CGROUP_UNIX_GETSOCKNAME,
	BPF_NETKIT_PRIMARY,
	BPF_NETKIT_PEER,
	BPF_TRACE_KPROBE_SESSION,
	BPF_TRACE_UPROBE_SESSION,
};

enum bpf_link_type {
	BPF_LINK_TYPE_UNSPEC,
	BPF_LINK_TYPE_RAW_TRACEPOINT,
	BPF_LINK_TYPE_TRACING,
	BPF_LINK_TYPE_CGROUP,
	BPF_LINK_TYPE_ITER,
	BPF_LINK_TYPE_NETNS,
	BPF_LINK_TYPE_XDP,
	BPF_LINK_TYPE_PERF_EVENT,
	BPF_LINK_TYPE_KPROBE_MULTI,
	BPF_LINK_TYPE_STRUCT_OPS,
	BPF_LINK_TYPE_NETFILTER,
	BPF_LINK_TYPE_TCX,
	BPF_LINK_TYPE_UPROBE_MULTI,
	BPF_LINK_TYPE_NETKIT,
	BPF_LINK_TYPE_SOCKMAP,
};

enum bpf_stats_type {
	BPF_STATS_RUN_TIME,
};

enum bpf_cgroup_iter_order {
	BPF_CGROUP_ITER_ORDER_UNSPEC,
	BPF_CGROUP_ITER_SELF_ONLY,
	BPF_CGROUP_ITER_DESCENDANTS_PRE,
	BPF_CGROUP_ITER_DESCENDANTS_POST,
	BPF_CGROUP_ITER_ANCESTORS_UP,
};

/* What an iterator goes over; descriptors are this library's. */
union bpf_iter_link_info {
	struct {
		__u32 map_fd;
	} map;
	struct {
		enum bpf_cgroup_iter_order order;
		__u32 cgroup_fd;
		__u64 cgroup_id;
	} cgroup;
	struct {
		__u32 tid;
		__u32 pid;
		__u32 pid_fd;
	} task;
};

/* Verdicts of programs, which a guest meets in the results of test runs. */
enum xdp_action {
	XDP_ABORTED,
	XDP_DROP,
	XDP_PASS,
	XDP_TX,
	XDP_REDIRECT,
};

#define TC_ACT_UNSPEC (-1)
#define TC_ACT_OK 0
#define TC_ACT_SHOT 2

/* Values of DEVMAP and CPUMAP. */
struct bpf_devmap_val {
	__u32 ifindex;
	union {
		int fd;
		__u32 id;
	} bpf_prog;
};

struct bpf_cpumap_val {
	__u32 qsize;
	union {
		int fd;
		__u32 id;
	} bpf_prog;
};

/* The key of an LPM_TRIE: the first prefixlen bits of the data. */
struct bpf_lpm_trie_key {
	__u32 prefixlen;
	__u8 data[];
};

/* What BPF_F_STACK_BUILD_ID stores for a frame. */
#define BPF_BUILD_ID_SIZE 20
struct bpf_stack_build_id {
	__s32 status;
	unsigned char build_id[BPF_BUILD_ID_SIZE];
	union {
		__u64 offset;
		__u64 ip;
	};
};

/* bpf_obj_get_info_by_fd() stores these. */
struct bpf_prog_info {
	__u32 type;
	__u32 id;
	__u8 tag[BPF_TAG_SIZE];
	__u32 jited_prog_len;
	__u32 xlated_prog_len;
	__u64 jited_prog_insns;
	__u64 xlated_prog_insns;
	__u64 load_time;
	__u32 created_by_uid;
	__u32 nr_map_ids;
	__u64 map_ids;
	char name[BPF_OBJ_NAME_LEN];
	__u32 ifindex;
	__u32 gpl_compatible : 1;
	__u32 : 31;
	__u64 netns_dev;
	__u64 netns_ino;
	__u32 nr_jited_ksyms;
	__u32 nr_jited_func_lens;
	__u64 jited_ksyms;
	__u64 jited_func_lens;
	__u32 btf_id;
	__u32 func_info_rec_size;
	__u64 func_info;
	__u32 nr_func_info;
	__u32 nr_line_info;
	__u64 line_info;
	__u64 jited_line_info;
	__u32 nr_jited_line_info;
	__u32 line_info_rec_size;
	__u32 jited_line_info_rec_size;
	__u32 nr_prog_tags;
	__u64 prog_tags;
	__u64 run_time_ns;
	__u64 run_cnt;
	__u64 recursion_misses;
	__u32 verified_insns;
	__u32 attach_btf_obj_id;
	__u32 attach_btf_id;
};

struct bpf_map_info {
	__u32 type;
	__u32 id;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 map_flags;
	char name[BPF_OBJ_NAME_LEN];
	__u32 ifindex;
	__u32 btf_vmlinux_value_type_id;
	__u64 netns_dev;
	__u64 netns_ino;
	__u32 btf_id;
	__u32 btf_key_type_id;
	__u32 btf_value_type_id;
	__u32 btf_vmlinux_id;
	__u64 map_extra;
};

struct bpf_link_info {
	__u32 type;
	__u32 id;
	__u32 prog_id;
};

#endif
