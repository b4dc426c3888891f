/* SPDX-License-Identifier: MIT */
/*
 * The numbers and structs that guests and the host exchange: v1 is module `wasm_bpf`, v2
 * module `wasm_bpf_v2`. No imports are declared here, so that the host includes this, too.
 * Rust's and Go's mirrors are held against it by a test.
 *
 * Structs grow at their end only. Where a call takes a struct and its size, the host reads or
 * stores as much as both sides know.
 */
#ifndef WASM_BPF_ABI_H
#define WASM_BPF_ABI_H

#include <stdint.h>

/* --- v1 ------------------------------------------------------------------------ */

enum wasm_bpf_map_command {
	WASM_BPF_MAP_LOOKUP = 1,    /* key -> value */
	WASM_BPF_MAP_UPDATE,        /* key, value; flags BPF_ANY, BPF_NOEXIST, BPF_EXIST */
	WASM_BPF_MAP_DELETE,        /* key */
	WASM_BPF_MAP_GET_NEXT_KEY,  /* key (null: give the first) -> next_key */
};

/* --- v2: errors, and the host -------------------------------------------------- */

/* Errors are -1 to minus this. A lower number is a kernel address, which looks negative. */
enum { WASM_BPF_ERROR_MAX = 4095 };

enum wasm_bpf_host_number {
	WASM_BPF_USER_ID = 1,      /* of the runtime's process */
	WASM_BPF_PROCESS_ID,       /* of the runtime's process */
	WASM_BPF_CLOCK_TICKS,      /* a second: the unit of times in /proc */
	WASM_BPF_CPUS_ONLINE,
};

enum wasm_bpf_host_text {
	WASM_BPF_LOAD_AVERAGE = 1,  /* as /proc/loadavg has it */
	WASM_BPF_PARTITIONS,        /* as /proc/partitions has them */
};

/* Whose container container_of looks for, */
enum wasm_bpf_container_by {
	WASM_BPF_CGROUP = 1, /* by a cgroup's number: bpf_get_current_cgroup_id() */
	WASM_BPF_MNTNS,      /* by that of a mount namespace */
};

/* and what it stores of it. */
enum wasm_bpf_container_text {
	WASM_BPF_CONTAINER_ID = 1,
	WASM_BPF_CONTAINER_NAME,
	WASM_BPF_CONTAINER_IMAGE,
	WASM_BPF_CONTAINER_POD,
	WASM_BPF_CONTAINER_NAMESPACE, /* of the pod */
	WASM_BPF_CONTAINER_RUNTIME,
};

enum wasm_bpf_probe {
	WASM_BPF_PROBE_PROGRAM = 1,  /* type: enum bpf_prog_type */
	WASM_BPF_PROBE_MAP,          /* type: enum bpf_map_type */
	WASM_BPF_PROBE_HELPER,       /* a helper's number, for a program type */
};

/* --- v2: programs -------------------------------------------------------------- */

enum wasm_bpf_program_state {
	WASM_BPF_PROGRAM_LOADED = 1,
	WASM_BPF_PROGRAM_AUTOLOAD = 2,  /* object_load loads it */
};

/* What the kernel alone knows is 0 before the load. */
struct wasm_bpf_program_info {
	uint32_t type;                   /* enum bpf_prog_type */
	uint32_t expected_attach_type;   /* enum bpf_attach_type */
	uint32_t state;                  /* bits of enum wasm_bpf_program_state */
	uint32_t id;                     /* the kernel's */
	uint32_t instructions;           /* in the object */
	uint32_t verified_instructions;  /* that the verifier looked at */
	uint32_t xlated_size;            /* bytes of BPF code in the kernel */
	uint32_t jited_size;             /* bytes of machine code */
	uint64_t loaded_at;              /* ns since boot */
	uint64_t run_time_ns;            /* counted while statistics are enabled */
	uint64_t runs;                   /* counted while statistics are enabled */
	uint64_t recursion_misses;
	uint8_t tag[8];
	char name[128];                  /* ends in NUL */
};

enum wasm_bpf_program_text {
	WASM_BPF_PROGRAM_NAME = 1,
	WASM_BPF_PROGRAM_SECTION,
};

enum wasm_bpf_program_setting {
	WASM_BPF_PROGRAM_SET_AUTOLOAD = 1,  /* 0 or 1 */
	WASM_BPF_PROGRAM_SET_LOG_LEVEL,     /* bits 1, 2, 4: more, all, statistics */
	WASM_BPF_PROGRAM_SET_TYPE,          /* enum bpf_prog_type */
	WASM_BPF_PROGRAM_SET_ATTACH_TYPE,   /* enum bpf_attach_type */
	WASM_BPF_PROGRAM_SET_FLAGS,         /* BPF_F_... */
};

/* A test run. In: guest addresses, 0 for none, and sizes. Out: the sizes that were stored, and
 * the last two fields. */
struct wasm_bpf_test_run {
	uint32_t data_in, data_in_size;          /* a packet, for example */
	uint32_t data_out, data_out_size;
	uint32_t context_in, context_in_size;    /* struct xdp_md, struct __sk_buff, ... */
	uint32_t context_out, context_out_size;
	uint32_t repeat;                         /* how often; 0 is once */
	uint32_t flags;                          /* BPF_F_TEST_... */
	uint32_t cpu;
	uint32_t batch_size;
	uint32_t retval;                         /* out: of the last run */
	uint32_t duration_ns;                    /* out: of a run, on average */
};

/* --- v2: what is attached ------------------------------------------------------ */

enum wasm_bpf_link_state {
	WASM_BPF_LINK_KERNELS = 1,   /* the kernel has a link with this id */
	WASM_BPF_LINK_ATTACHED = 2,
};

struct wasm_bpf_link_info {
	uint32_t type;        /* enum bpf_link_type */
	uint32_t id;          /* the kernel's; 0 where it has no link, as for a tc filter */
	uint32_t program_id;  /* the kernel's */
	uint32_t state;       /* bits of enum wasm_bpf_link_state */
	int32_t program;      /* its handle, or 0 */
	uint32_t reserved;
};

/* --- v2: maps ------------------------------------------------------------------ */

enum wasm_bpf_map_state {
	WASM_BPF_MAP_LOADED = 1,      /* the kernel has it, so it can be used */
	WASM_BPF_MAP_GLOBALS = 2,     /* it holds global variables */
	WASM_BPF_MAP_AUTOCREATE = 4,  /* object_load makes it */
	WASM_BPF_MAP_FROZEN = 8,      /* only BPF programs write it */
};

struct wasm_bpf_map_info {
	uint32_t type;         /* enum bpf_map_type */
	uint32_t key_size;     /* bytes */
	uint32_t value_size;   /* bytes; of a per-CPU map, for all CPUs */
	uint32_t max_entries;
	uint32_t flags;        /* BPF_F_... */
	uint32_t state;        /* bits of enum wasm_bpf_map_state */
	uint64_t mmap_size;    /* bytes that map_mmap takes; 0: it cannot be mapped */
	char name[64];         /* ends in NUL */
	uint32_t id; /* the kernel's number of the map, 0 before the load */
	uint32_t reserved;
};

enum wasm_bpf_map_setting {
	WASM_BPF_MAP_SET_MAX_ENTRIES = 1,
	WASM_BPF_MAP_SET_AUTOCREATE,  /* 0 or 1 */
	WASM_BPF_MAP_SET_TYPE,        /* enum bpf_map_type */
	WASM_BPF_MAP_SET_KEY_SIZE,    /* bytes */
	WASM_BPF_MAP_SET_VALUE_SIZE,  /* bytes, for one CPU */
	WASM_BPF_MAP_SET_FLAGS,       /* BPF_F_... */
	WASM_BPF_MAP_SET_NUMA_NODE,
	WASM_BPF_MAP_SET_EXTRA,       /* 64 bits */
	WASM_BPF_MAP_SET_IFINDEX,
};

struct wasm_bpf_map_definition {
	uint32_t type;         /* enum bpf_map_type */
	uint32_t key_size;     /* bytes */
	uint32_t value_size;   /* bytes, for one CPU */
	uint32_t max_entries;
	uint32_t flags;        /* BPF_F_... */
	int32_t inner;         /* of a map of maps: a map like those in it; else 0 */
	uint64_t extra;        /* the kernel's map_extra */
	char name[16];         /* ends in NUL */
};

enum wasm_bpf_batch_command {
	WASM_BPF_BATCH_LOOKUP = 1,  /* in -> out, keys, values */
	WASM_BPF_BATCH_UPDATE,      /* keys, values */
	WASM_BPF_BATCH_DELETE,      /* keys */
	WASM_BPF_BATCH_TAKE,        /* a lookup that also deletes */
};

/* --- v2: records --------------------------------------------------------------- */

enum wasm_bpf_buffer_setting {
	WASM_BPF_WAKE_BYTES = 1,  /* of a ring: wake the reader at this size, headers included */
	WASM_BPF_WAKE_DELAY,      /* wake the reader this many us after the first record */
	WASM_BPF_PERF_PAGES,      /* of a perf buffer, per CPU: a power of two, set before it opens */
	WASM_BPF_PERF_FRAMES,     /* 1: its records come as struct wasm_bpf_perf_frame */
};

/* A record as buffer_read stores it; the next one follows (size + 7) / 8 * 8 bytes of data. */
struct wasm_bpf_frame {
	uint32_t size;   /* bytes of the record that follow */
	uint32_t whole;  /* bytes that the record had: more where it was cut */
	unsigned char data[];
};

/* The same from a perf buffer that was set to WASM_BPF_PERF_FRAMES. */
struct wasm_bpf_perf_frame {
	uint32_t size;   /* bytes of the record that follow */
	uint32_t whole;  /* bytes that the record had; 0: there is none, only a loss */
	uint32_t cpu;
	uint32_t lost;   /* records of this CPU that were lost just before this one */
	unsigned char data[];
};

struct wasm_bpf_buffer_counts {
	uint64_t reads;      /* and polls */
	uint64_t delivered;  /* records */
	uint64_t cut;        /* records larger than the room for them */
	uint64_t lost;       /* records dropped by the kernel, which tells for perf buffers */
};

#endif
