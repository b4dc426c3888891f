/* SPDX-License-Identifier: MIT */
/* bcc's helper for maps, by its name and meaning there: [v2] */
#ifndef WASM_BPF_MAP_HELPERS_H
#define WASM_BPF_MAP_HELPERS_H

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Takes all entries of a hash, `*count` at most, out of it; sets that to how many there were.
 * `invalid_key` is none of its keys. 0, or -1 with errno set. */
int dump_hash(int map_fd, void *keys, __u32 key_size, void *values, __u32 value_size,
	      __u32 *count, void *invalid_key);

#ifdef __cplusplus
}
#endif

#endif
