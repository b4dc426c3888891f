/* SPDX-License-Identifier: MIT */
/*
 * Operations on maps by descriptor, as in libbpf's <bpf/bpf.h>. A descriptor is
 * what bpf_map__fd() gives. Errors are returned as -errno and set in errno.
 */
#ifndef WASM_BPF_BPF_H
#define WASM_BPF_BPF_H

#include <linux/bpf.h>
#include "libbpf_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 0, or -errno: -ENOENT where there is no such key, -EEXIST, -E2BIG (full), ... */
int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);
int bpf_map_lookup_elem(int fd, const void *key, void *value);
int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_delete_elem(int fd, const void *key);
int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags);

/* A null `key` gives the first key; -ENOENT comes after the last. */
int bpf_map_get_next_key(int fd, const void *key, void *next_key);

#ifdef __cplusplus
}
#endif

#endif
