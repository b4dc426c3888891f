/* SPDX-License-Identifier: MIT */
/* SHA-256, as in FIPS 180-4. */
#ifndef RUNTIME_SHA256_H
#define RUNTIME_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32, SHA256_HEX_SIZE = 65 };

struct sha256 {
	uint32_t state[8];
	uint64_t length;  /* bytes so far */
	unsigned char block[64];
};

void sha256_init(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t size);

/* The digest in lower-case hexadecimal, with a NUL. */
void sha256_hex(struct sha256 *hash, char hex[SHA256_HEX_SIZE]);

#endif
