/* SPDX-License-Identifier: MIT */
/*
 * What is kept between runs, above all compiled code: the folder `wasm-bpf/code` in
 * $XDG_CACHE_HOME or ~/.cache, or in /var/cache for root in another user's environment. Code
 * from there runs with our rights. So the folder is used only if it and its files are ours,
 * and nobody else can write to them.
 */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <stddef.h>

struct err;

/* It can be used by any number of threads at once. */
struct cache {
	int dir;  /* -1: there is no cache; nothing is found or kept */
};

/* Opens the folder, and creates it if it does not exist. After an error, whose message says
 * why, the cache can be used and is empty. */
int cache_open(struct cache *cache, struct err *err);
void cache_close(struct cache *cache);

/* Opens what cache_keep() wrote under that name: a SHA-256, perhaps with a suffix. A
 * descriptor or -errno. The caller must check that the file is whole. */
int cache_find(const struct cache *cache, const char *name);

/* Keeps a file. If there are too many with that suffix, it replaces the oldest. A failure
 * only costs the next run time. */
void cache_keep(const struct cache *cache, const char *name, const void *data, size_t size);

#endif
