/* SPDX-License-Identifier: MIT */
/*
 * What is kept between runs, compiled code first of all: `wasm-bpf/code` in
 * $XDG_CACHE_HOME, ~/.cache or, for root in somebody else's environment, /var/cache. Code
 * from there runs with our rights, so the folder is used only if it and its files are ours
 * and nobody else can write to them.
 */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <stddef.h>

struct err;

/* It can be used by any number of threads at once. */
struct cache {
	int dir;  /* -1: none, nothing is found and nothing is kept */
};

/* Opens the folder, making it where it is not there. On an error, which tells why,
 * the cache can be used and is empty. */
int cache_open(struct cache *cache, struct err *err);
void cache_close(struct cache *cache);

/* Opens what cache_keep() wrote under that name, a SHA-256 and perhaps a suffix. A
 * descriptor or -errno; that the file is whole is for the caller to find out. */
int cache_find(const struct cache *cache, const char *name);

/* Keeps a file, in place of the oldest one with that suffix where there are too many.
 * Whatever fails here costs the next run time, and nothing else. */
void cache_keep(const struct cache *cache, const char *name, const void *data, size_t size);

#endif
