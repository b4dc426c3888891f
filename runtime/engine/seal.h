/* SPDX-License-Identifier: MIT */
/*
 * A seal proves who compiled a file of code. It is a message authentication code (HMAC-SHA-256)
 * with a key of this user, which lies beside the cache and is made when it is first needed.
 */
#ifndef ENGINE_SEAL_H
#define ENGINE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

struct cache;

enum { SEAL_SIZE = 32 };

/* Makes the seal of these bytes. False if there is no key, or no cache to keep one in. */
bool seal_make(const struct cache *cache, const void *data, size_t size,
	       unsigned char seal[static SEAL_SIZE]);

/* Whether the seal is one of these bytes with this user's key. */
bool seal_holds(const struct cache *cache, const void *data, size_t size,
		const unsigned char seal[static SEAL_SIZE]);

#endif
