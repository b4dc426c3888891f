/* SPDX-License-Identifier: MIT */
/* Artifacts that are on this machine: a registry's in the local store, under the
 * canonical text of their reference, and those in the layout that "oci:DIR" names. */
#ifndef TRANSFER_LOCAL_H
#define TRANSFER_LOCAL_H

#include <stddef.h>

#include "format/ref.h"
#include "store/store.h"

/* Opens the store that a reference is about: the local one, or its layout. */
int local_open(const struct ref *ref, enum store_mode mode, struct store **ret_store,
	       struct err *err);

/* The name that an artifact has in that store; empty for a layout without a tag. */
void local_name(const struct ref *ref, char name[static REF_TEXT_MAX]);

/* The manifest or index that a reference means. With a digest, any name of the same
 * repository that has that content will do. 0, -ENOENT, -errno. */
int local_find(const struct store *store, const struct ref *ref, struct descriptor *ret_manifest,
	       struct err *err);

/* Whether an entry is what a reference with a digest means. */
bool local_is_meant(const struct ref *ref, const struct store_entry *entry);

/* Copies a manifest or index and all that it reaches. Does not name it. */
int local_copy(const struct store *from, struct store *to, const struct descriptor *manifest,
	       struct err *err);

/* Copies the signatures on this content, to stand beside `ref`. */
int local_copy_signatures(const struct store *from, struct store *to, const struct ref *ref,
			  const struct digest *digest, struct err *err);

#endif
