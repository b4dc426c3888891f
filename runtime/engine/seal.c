// SPDX-License-Identifier: MIT
#include "engine/seal.h"

#include <sha2.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/cache.h"

enum { BLOCK = 64 };  /* of SHA-256 */

static const char key_name[] = "key.seal";

static bool read_key(const struct cache *cache, unsigned char key[static SEAL_SIZE])
{
	const int fd = cache_find(cache, key_name);
	ssize_t size;

	if (fd < 0)
		return false;
	size = read(fd, key, SEAL_SIZE);
	close(fd);
	return size == SEAL_SIZE;
}

/* Another process may have made one at the same time: the file decides. */
static bool find_key(const struct cache *cache, unsigned char key[static SEAL_SIZE])
{
	if (read_key(cache, key))
		return true;
	if (getrandom(key, SEAL_SIZE, 0) != SEAL_SIZE)
		return false;
	cache_keep(cache, key_name, key, SEAL_SIZE);
	return read_key(cache, key);
}

/* RFC 2104. */
static void hash_keyed(const unsigned char key[static SEAL_SIZE], unsigned char pad,
		       const void *data, size_t size, unsigned char out[static SEAL_SIZE])
{
	unsigned char block[BLOCK];
	SHA2_CTX hash;

	memset(block, pad, sizeof(block));
	for (size_t i = 0; i < SEAL_SIZE; i++)
		block[i] ^= key[i];
	SHA256Init(&hash);
	SHA256Update(&hash, block, sizeof(block));
	SHA256Update(&hash, data, size);
	SHA256Final(out, &hash);
	explicit_bzero(block, sizeof(block));
}

static void make(const unsigned char key[static SEAL_SIZE], const void *data, size_t size,
		 unsigned char seal[static SEAL_SIZE])
{
	unsigned char inner[SEAL_SIZE];

	hash_keyed(key, 0x36, data, size, inner);
	hash_keyed(key, 0x5c, inner, sizeof(inner), seal);
}

bool seal_make(const struct cache *cache, const void *data, size_t size,
	       unsigned char seal[static SEAL_SIZE])
{
	unsigned char key[SEAL_SIZE];

	if (!find_key(cache, key))
		return false;
	make(key, data, size, seal);
	explicit_bzero(key, sizeof(key));
	return true;
}

bool seal_holds(const struct cache *cache, const void *data, size_t size,
		const unsigned char seal[static SEAL_SIZE])
{
	unsigned char key[SEAL_SIZE], ours[SEAL_SIZE], differs = 0;

	if (!read_key(cache, key))
		return false;
	make(key, data, size, ours);
	explicit_bzero(key, sizeof(key));
	for (size_t i = 0; i < SEAL_SIZE; i++)
		differs |= ours[i] ^ seal[i];
	return !differs;
}
