/* SPDX-License-Identifier: MIT */
/*
 * Who compiled a file of code: a message authentication code (HMAC-SHA-256) under a key of
 * this user's, which lies beside the cache and is made when it is first needed.
 */
#ifndef ENGINE_SEAL_H
#define ENGINE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

struct cache;

enum { SEAL_SIZE = 32 };

/* The seal of these bytes. False where there is no key, or no cache to keep one in. */
bool seal_make(const struct cache *cache, const void *data, size_t size,
	       unsigned char seal[static SEAL_SIZE]);

/* Whether the seal is of these bytes under this user's key. */
bool seal_holds(const struct cache *cache, const void *data, size_t size,
		const unsigned char seal[static SEAL_SIZE]);

#endif
