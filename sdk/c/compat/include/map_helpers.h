/* SPDX-License-Identifier: MIT */
/* [v2] bcc's helper for maps, with its name and meaning. */
#ifndef __MAP_HELPERS_H
#define __MAP_HELPERS_H

#include <stdbool.h>
#include <bpf/bpf.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stores up to `*count` entries of a hash, removes them if `lookup_and_delete`, and sets
 * `*count` to their number. `invalid_key` must not be a key of the hash. Returns 0, or -1 with
 * errno set. */
int dump_hash(int map_fd, void *keys, __u32 key_size, void *values, __u32 value_size, __u32 *count,
	      void *invalid_key, bool lookup_and_delete);

#ifdef __cplusplus
}
#endif

#endif
