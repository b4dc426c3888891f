/* SPDX-License-Identifier: MIT */
/* Keys that sign artifacts and verify them, as cosign uses them. */
#ifndef TRUST_KEY_H
#define TRUST_KEY_H

#include <stddef.h>

struct err;
struct key;

/* Reads a public key in PEM: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of at least
 * 2048 bits. 0, or -errno. Free with key_free(). */
int key_load_public(const char *path, struct key **ret_key, struct err *err);

/* Reads a private key in PEM: what `cosign generate-key-pair` writes, or `openssl
 * genpkey` and `openssl ecparam -genkey`. The password of an encrypted one comes from
 * COSIGN_PASSWORD, else from the terminal. 0, or -errno: EACCES where it is wrong. */
int key_load_private(const char *path, struct key **ret_key, struct err *err);

void key_free(struct key *key);

/* Signs `size` bytes (the digest is SHA-256, but for Ed25519) and gives the signature
 * as base64, to be freed. 0 or -errno. */
int key_sign(const struct key *key, const void *data, size_t size, char **ret_signature,
	     struct err *err);

/* The SHA-256 of the public key (its DER) as base64, to be freed; null when memory is out. */
char *key_hint(const struct key *key);

/* Whether a signature in base64 is this key's on these bytes: 0, or -EKEYREJECTED. */
int key_verify(const struct key *key, const void *data, size_t size, const char *signature);

#endif
