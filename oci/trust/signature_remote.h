/* SPDX-License-Identifier: MIT */
/* Signatures in registries: fetched into the local store, put beside what they sign. */
#ifndef TRUST_SIGNATURE_REMOTE_H
#define TRUST_SIGNATURE_REMOTE_H

#include <stdbool.h>

#include "format/descriptor.h"
#include "format/ref.h"
#include "trust/signature.h"

struct err;
struct registry;
struct store;

/* Fetches all signatures on this content that a repository has, by tag and as referrers,
 * and names them in the store. That there are none is fine. 0 or -errno. */
int signature_fetch(struct registry *registry, const struct ref *ref,
		    const struct digest *digest, struct store *store, struct err *err);

/* Uploads signatures from the store, in the form that they were made in: to their tag, or as
 * a referrer of `subject`. */
int signature_push(struct registry *registry, const struct store *store,
		   const struct descriptor *signatures, const struct descriptor *subject,
		   enum signature_form form, struct err *err);

#endif
