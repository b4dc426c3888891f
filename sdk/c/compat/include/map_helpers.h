/* SPDX-License-Identifier: MIT */
/* [v2] bcc's helper for maps, with its name and meaning. */
#ifndef WASM_BPF_MAP_HELPERS_H
#define WASM_BPF_MAP_HELPERS_H

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Removes up to `*count` entries from a hash, stores them, and sets `*count` to their number.
 * `invalid_key` must not be a key of the hash. Returns 0, or -1 with errno set. */
int dump_hash(int map_fd, void *keys, __u32 key_size, void *values, __u32 value_size,
	      __u32 *count, void *invalid_key);

#ifdef __cplusplus
}
#endif

#endif
