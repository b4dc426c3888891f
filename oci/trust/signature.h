/* SPDX-License-Identifier: MIT */
/*
 * Signatures as cosign keeps them: an image manifest whose layers are payloads in the
 * "simple signing" format, each with its signature in an annotation, or one of sigstore's
 * bundles.
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 *
 * Where they are: at the tag sha256-<hex>.sig beside what they sign, or as its referrers
 * (OCI 1.1: a "subject"), as bundles always are. In the local store all are names of the first
 * form, those of
 * referrers with ".<part of their own digest>" after it.
 */
#ifndef TRUST_SIGNATURE_H
#define TRUST_SIGNATURE_H

#include <stdbool.h>

#include "format/descriptor.h"
#include "format/ref.h"

struct err;
struct key;
struct store;

#define SIGNATURE_ARTIFACT_TYPE "application/vnd.dev.cosign.artifact.sig.v1+json"

/* The tag of signatures on this content. 0, or -EINVAL for SHA-512, which is too long. */
int signature_tag(const struct digest *digest, char tag[static REF_TAG_MAX], struct err *err);

/* The tag in the local store for one of the referrers of this content. */
int signature_referrer_tag(const struct digest *digest, const struct digest *referrer,
			   char tag[static REF_TAG_MAX], struct err *err);

/* Whether a name, or a tag, is one of signatures; and of those on this content. */
bool signature_is_name(const char *name);
bool signature_is_on(const char *name, const struct digest *digest);

/* Whether a layer's media type is one of signatures that we can check. */
bool signature_is_type(const char *media_type);

/* Whether `store` has a signature on this content that verifies with the key. 0; or
 * -ENOKEY where there is no signature, -EKEYREJECTED where none is this key's, or
 * -errno. */
int signature_check(const struct store *store, const struct digest *digest,
		    const struct key *key, struct err *err);

enum signature_form {
	SIGNATURE_TAG,      /* payloads, at the tag */
	SIGNATURE_REFERRER, /* a payload, with a "subject" */
	SIGNATURE_BUNDLE,   /* a bundle, with a "subject" */
};

/* The artifactType under which a form is listed among referrers. */
const char *signature_artifact_type(enum signature_form form);

struct signature_request {
	enum signature_form form;
	const char *identity;                /* "host/repo", for the payload */
	const struct descriptor *manifest;   /* what to sign */
	const struct descriptor *before;     /* signatures to keep at the tag, or null */
};

/* Signs, and writes the manifest of signatures and its blobs into the store. */
int signature_make(struct store *store, const struct signature_request *request,
		   const struct key *key, struct descriptor *ret_signatures, struct err *err);

#endif
