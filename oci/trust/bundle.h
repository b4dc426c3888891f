/* SPDX-License-Identifier: MIT */
/*
 * Signatures in sigstore's bundles, the newer form of cosign: a statement on content
 * (in-toto) in an envelope (DSSE) with its signatures.
 * https://github.com/sigstore/protobuf-specs, https://github.com/secure-systems-lab/dsse
 */
#ifndef TRUST_BUNDLE_H
#define TRUST_BUNDLE_H

#include <stddef.h>

#include "format/digest.h"

struct err;
struct key;

#define BUNDLE_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"

#define BUNDLE_PREDICATE "https://sigstore.dev/cosign/sign/v1"

/* The text of a bundle in which a private key says that this content is signed, to be freed.
 * 0 or -errno. */
int bundle_make(const struct digest *digest, const struct key *key, char **ret_text,
		struct err *err);

/* Whether a bundle has a signature by this key which says that this content is signed.
 * 0, -EKEYREJECTED, -EINVAL for what is no such bundle, -ENOMEM. */
int bundle_check(const char *text, size_t size, const struct digest *digest,
		 const struct key *key, struct err *err);

#endif
