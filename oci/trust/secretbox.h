/* SPDX-License-Identifier: MIT */
/* NaCl's secretbox (XSalsa20 and Poly1305), in which cosign keeps its private keys. */
#ifndef TRUST_SECRETBOX_H
#define TRUST_SECRETBOX_H

#include <stddef.h>

enum { SECRETBOX_KEY = 32, SECRETBOX_NONCE = 24, SECRETBOX_TAG = 16 };

/* Opens a box of `size` bytes, its tag first, into `out`, which has room for
 * size - SECRETBOX_TAG. 0, or -EBADMSG for the wrong key or a changed box. */
int secretbox_open(const unsigned char key[static SECRETBOX_KEY],
		   const unsigned char nonce[static SECRETBOX_NONCE], const unsigned char *box,
		   size_t size, unsigned char *out);

#endif
