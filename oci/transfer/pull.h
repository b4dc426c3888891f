/* SPDX-License-Identifier: MIT */
/* An artifact's way from a registry into the local store. */
#ifndef TRANSFER_PULL_H
#define TRANSFER_PULL_H

#include "registry/registry.h"
#include "trust/trust.h"

enum pull_when {
	PULL_MISSING, /* when the store does not have it: what is there needs no network */
	PULL_ALWAYS,  /* also when it does: the registry is asked whether it is still the same */
	PULL_NEVER,
};

/* Makes sure that the artifact which `ref` means is in the store as a whole, under the
 * reference's name: trusted, manifests verified, one layer of WebAssembly chosen. Of what
 * is not trusted no layer is fetched.
 * 0; 1 when nothing had to be fetched; -errno: ENOENT, EINVAL for no artifact of ours,
 * those of trust_check(). */
int pull_artifact(const struct ref *ref, const struct registry_options *options,
		  const struct trust *trust, enum pull_when when, struct store *store,
		  struct descriptor *ret_manifest, struct err *err);

/* Fetches a layer that pull_artifact() leaves away. 0 or -errno. */
int pull_layer(const struct ref *ref, const struct registry_options *options,
	       const struct descriptor *layer, struct store *store, struct err *err);

/* The same for an image of Linux, of whose index it takes the entry for an architecture
 * ("amd64"), with all layers. What a tag means is asked of the registry each time. */
int pull_image(const struct ref *ref, const struct registry_options *options,
	       const struct trust *trust, const char *architecture, struct store *store,
	       struct descriptor *ret_manifest, struct err *err);

#endif
