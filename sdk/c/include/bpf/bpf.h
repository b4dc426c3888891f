/* SPDX-License-Identifier: MIT */
/*
 * Operations on descriptors, as in libbpf's <bpf/bpf.h>. bpf_map__fd() and similar
 * functions return descriptors. Functions return -errno on failure and set errno.
 * Functions marked [v2] do not exist with WASM_BPF_V1.
 */
#ifndef WASM_BPF_BPF_H
#define WASM_BPF_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/bpf.h>
#include "libbpf_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- maps ------------------------------------------------------------------- */

struct bpf_map_create_opts {
	size_t sz;
	__u32 btf_fd;  /* must be 0, as must the other members without a comment */
	__u32 btf_key_type_id;
	__u32 btf_value_type_id;
	__u32 btf_vmlinux_value_type_id;
	__u32 inner_map_fd;  /* the model for the inner maps of a map of maps */
	__u32 map_flags;
	__u64 map_extra;
	__u32 numa_node;
	__u32 map_ifindex;
	__s32 value_type_btf_obj_fd;
	__u32 token_fd;
};

/* [v2] Creates a map without an object. Returns its descriptor, or -errno; close() it. */
int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
		   __u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts);

/* These return 0, or -errno: -ENOENT if there is no such key, -EEXIST, -E2BIG (full), ... */
int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);
int bpf_map_lookup_elem(int fd, const void *key, void *value);
int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_delete_elem(int fd, const void *key);
int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags);
int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value);        /* [v2] */
int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value,
					 __u64 flags);                           /* [v2] */

/* A null `key` asks for the first key. -ENOENT after the last. */
int bpf_map_get_next_key(int fd, const void *key, void *next_key);

/* [v2] Freezes the map: from now on only BPF programs can write it. */
int bpf_map_freeze(int fd);

struct bpf_map_batch_opts {
	size_t sz;
	__u64 elem_flags;
	__u64 flags;  /* must be 0 */
};

/* [v2] Handles up to `*count` keys, and sets `*count` to the number done. Lookups continue
 * at the position `in_batch` (null: the beginning) and store the next one at `out_batch`.
 * -ENOENT, with `*count` set for the last keys, means that the map has no more. */
int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
			 __u32 *count, const struct bpf_map_batch_opts *opts);
int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys,
				    void *values, __u32 *count,
				    const struct bpf_map_batch_opts *opts);
int bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count,
			 const struct bpf_map_batch_opts *opts);
int bpf_map_delete_batch(int fd, const void *keys, __u32 *count,
			 const struct bpf_map_batch_opts *opts);

/* Returns 0: the runtime sets no limit on locked memory. */
int libbpf_set_memlock_rlim(size_t memlock_bytes);

/* --- pins, and information about descriptors [v2] ------------------------------ */

/* bpf_obj_pin() pins maps and links. The operator must allow the path, or it fails with
 * -EPERM. bpf_obj_get() opens pinned maps only; close() the descriptor. */
int bpf_obj_pin(int fd, const char *pathname);
int bpf_obj_get(const char *pathname);

struct bpf_obj_pin_opts {
	size_t sz;
	__u32 file_flags; /* must be 0 */
	int path_fd; /* must be 0 */
};

struct bpf_obj_get_opts {
	size_t sz;
	__u32 file_flags; /* must be 0 */
	int path_fd; /* must be 0 */
};

int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts);
int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts);

/* Stores as much of a struct bpf_prog_info, bpf_map_info or bpf_link_info as fits in
 * `*info_len`. Members that the host does not report are 0. Asking for arrays fails with
 * -EOPNOTSUPP. */
int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len);
int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len);
int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len);
int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len);

/* Makes the kernel count the runs and run time of programs. Returns a descriptor; close()
 * ends the counting. */
int bpf_enable_stats(enum bpf_stats_type type);

/* --- programs, links and iterators [v2] ------------------------------------------ */

struct bpf_test_run_opts {
	size_t sz;
	const void *data_in;
	void *data_out;
	__u32 data_size_in;
	__u32 data_size_out;  /* in: size of data_out; out: bytes stored */
	const void *ctx_in;
	void *ctx_out;
	__u32 ctx_size_in;
	__u32 ctx_size_out;
	__u32 retval;         /* out: the program's result */
	int repeat;
	__u32 duration;       /* out: average ns of a run */
	__u32 flags;
	__u32 cpu;
	__u32 batch_size;
};

int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts);

/* Attaches the program to a cgroup, with the attach type of its section. It is detached
 * when the guest ends. `flags` must be 0 or BPF_F_ALLOW_MULTI, as the host always uses it. */
int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type,
		    unsigned int flags);
int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type);
int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type);

int bpf_link_detach(int link_fd);

/* Replaces the link's program, by descriptors. `opts` must be null or zeros. */
struct bpf_link_update_opts {
	size_t sz;
	__u32 flags;
	__u32 old_prog_fd;
	__u32 old_map_fd;
};

int bpf_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts);

/* As bpf_prog_attach() and bpf_prog_detach2(); of the options, only `flags`. */
struct bpf_prog_attach_opts {
	size_t sz;
	__u32 flags;
	union {
		int replace_prog_fd;
		int replace_fd;
	};
	int relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
};

struct bpf_prog_detach_opts {
	size_t sz;
	__u32 flags;
	int relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
};

int bpf_prog_attach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_attach_opts *opts);
int bpf_prog_detach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_detach_opts *opts);

/* Returns a descriptor: read() gives the iterator's output; close() it. */
int bpf_iter_create(int link_fd);

#ifdef __cplusplus
}
#endif

#include "libbpf_absent.h"

#endif
