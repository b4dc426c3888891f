/* SPDX-License-Identifier: MIT */
/*
 * Digests of content as OCI writes them, "sha256:<64 hex digits>" and
 * "sha512:<128 hex digits>", and what computes them while bytes stream by.
 */
#ifndef FORMAT_DIGEST_H
#define FORMAT_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { DIGEST_MAX = 7 + 128 }; /* characters of the longest text */

/* Always the canonical text, so that equal digests are equal strings and the
 * part after the colon is a safe file name. Zeroed: none. */
struct digest {
	char text[DIGEST_MAX + 1];
};

/* Takes the text of a digest: one of the two algorithms, lower-case hex digits.
 * 0, or -EINVAL with the reason. */
int digest_parse(const char *text, struct digest *ret_digest, struct err *err);

bool digest_equal(const struct digest *a, const struct digest *b);

/* The hex digits, after "sha256:". */
const char *digest_hex(const struct digest *digest);

/* The algorithm's name ("sha256"), a string that stays. */
const char *digest_algorithm(const struct digest *digest);

/* The SHA-256 digest of `size` bytes. 0, or -ENOMEM. */
int digest_of(const void *data, size_t size, struct digest *ret_digest, struct err *err);

/* Whether `size` bytes are what `digest` names, by its own algorithm.
 * 0, or -EBADMSG naming both digests, or -ENOMEM. */
int digest_check(const struct digest *digest, const void *data, size_t size, struct err *err);

/* A digest in the making, over bytes as they come. */
struct hasher;

/* Starts with no bytes; the algorithm is that of `like`, or SHA-256 where that is
 * null. Free with hasher_free(). 0, or -ENOMEM. */
int hasher_new(const struct digest *like, struct hasher **ret_hasher, struct err *err);
void hasher_add(struct hasher *hasher, const void *data, size_t size);
/* Forgets every byte. */
void hasher_reset(struct hasher *hasher);
/* The digest of all bytes since the start. After it only reset and free are left. */
void hasher_end(struct hasher *hasher, struct digest *ret_digest);
void hasher_free(struct hasher *hasher);

#endif
