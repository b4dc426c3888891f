/* SPDX-License-Identifier: MIT */
/* A signature on a plain file, beside it in FILE.sig: base64, as `cosign sign-blob` and
 * `cosign verify-blob` have it. */
#ifndef TRUST_SIGNED_FILE_H
#define TRUST_SIGNED_FILE_H

struct err;

/* Signs the file with a private key, see key_load_private(). 0 or -errno. */
int signed_file_sign(const char *path, const char *key_path, struct err *err);

/* 0 if FILE.sig is the public key's signature on the file; -EKEYREJECTED, -errno. */
int signed_file_verify(const char *path, const char *key_path, struct err *err);

#endif
