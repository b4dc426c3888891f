// SPDX-License-Identifier: MIT
/*
 * Salsa20 as its specification has it (https://cr.yp.to/snuffle/spec.pdf), extended to
 * a nonce of 24 bytes (https://cr.yp.to/snuffle/xsalsa-20110204.pdf). The library has
 * Poly1305, not the cipher.
 */
#include "trust/secretbox.h"

#include <endian.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 64, ROUNDS = 20 };

static uint32_t load(const unsigned char *from)
{
	uint32_t word;

	memcpy(&word, from, sizeof(word));
	return le32toh(word);
}

static void store(unsigned char *to, uint32_t word)
{
	word = htole32(word);
	memcpy(to, &word, sizeof(word));
}

static uint32_t rotate(uint32_t word, int bits)
{
	return word << bits | word >> (32 - bits);
}

static void quarter(uint32_t x[static 16], int a, int b, int c, int d)
{
	x[b] ^= rotate(x[a] + x[d], 7);
	x[c] ^= rotate(x[b] + x[a], 9);
	x[d] ^= rotate(x[c] + x[b], 13);
	x[a] ^= rotate(x[d] + x[c], 18);
}

/* The matrix: constants on its diagonal, the key around, the input in its middle. */
static void expand(uint32_t x[static 16], const unsigned char *key, const unsigned char *input)
{
	static const unsigned char constants[] = "expand 32-byte k";

	for (int i = 0; i < 4; i++) {
		x[5 * i] = load(constants + 4 * i);
		x[1 + i] = load(key + 4 * i);
		x[11 + i] = load(key + 16 + 4 * i);
		x[6 + i] = load(input + 4 * i);
	}
}

static void twenty_rounds(uint32_t x[static 16])
{
	for (int round = 0; round < ROUNDS; round += 2) {
		for (int i = 0; i < 4; i++) /* columns, each from its diagonal on */
			quarter(x, 5 * i, (5 * i + 4) % 16, (5 * i + 8) % 16, (5 * i + 12) % 16);
		for (int i = 0; i < 4; i++) /* rows */
			quarter(x, 5 * i, 4 * i + (i + 1) % 4, 4 * i + (i + 2) % 4,
				4 * i + (i + 3) % 4);
	}
}

/* A key for the rest of a nonce, from a key and the nonce's first 16 bytes. */
static void hsalsa(unsigned char out[static 32], const unsigned char *key,
		   const unsigned char *input)
{
	static const int words[] = { 0, 5, 10, 15, 6, 7, 8, 9 };
	uint32_t x[16];

	expand(x, key, input);
	twenty_rounds(x);
	for (int i = 0; i < 8; i++)
		store(out + 4 * i, x[words[i]]);
}

/* Block `counter` of the key stream. */
static void salsa(unsigned char out[static BLOCK], const unsigned char *key,
		  const unsigned char *nonce, uint64_t counter)
{
	unsigned char input[16];
	uint32_t start[16], x[16];

	memcpy(input, nonce, 8);
	store(input + 8, (uint32_t)counter);
	store(input + 12, (uint32_t)(counter >> 32));
	expand(start, key, input);
	memcpy(x, start, sizeof(x));
	twenty_rounds(x);
	for (int i = 0; i < 16; i++)
		store(out + 4 * i, x[i] + start[i]);
}

static bool authenticate(const unsigned char *key, const unsigned char *data, size_t size,
			 unsigned char tag[static SECRETBOX_TAG])
{
	size_t len = 0;
	bool good = EVP_Q_mac(NULL, "POLY1305", NULL, NULL, NULL, key, 32, data, size, tag,
			      SECRETBOX_TAG, &len) != NULL;

	return good && len == SECRETBOX_TAG;
}

int secretbox_open(const unsigned char key[static SECRETBOX_KEY],
		   const unsigned char nonce[static SECRETBOX_NONCE], const unsigned char *box,
		   size_t size, unsigned char *out)
{
	unsigned char subkey[32], stream[BLOCK], tag[SECRETBOX_TAG];
	const unsigned char *text = box + SECRETBOX_TAG;
	bool good;

	if (size < SECRETBOX_TAG)
		return -EBADMSG;
	size -= SECRETBOX_TAG;
	hsalsa(subkey, key, nonce);
	salsa(stream, subkey, nonce + 16, 0); /* its first half authenticates */
	good = authenticate(stream, text, size, tag) &&
	       CRYPTO_memcmp(tag, box, SECRETBOX_TAG) == 0;
	for (size_t i = 0; good && i < size; i++) {
		size_t at = i + 32;

		if (at % BLOCK == 0)
			salsa(stream, subkey, nonce + 16, at / BLOCK);
		out[i] = text[i] ^ stream[at % BLOCK];
	}
	OPENSSL_cleanse(subkey, sizeof(subkey));
	OPENSSL_cleanse(stream, sizeof(stream));
	return good ? 0 : -EBADMSG;
}
