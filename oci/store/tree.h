/* SPDX-License-Identifier: MIT */
/* All content that a manifest or index reaches: itself, its manifests, configs,
 * layers and subjects, each once. */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/descriptor.h"

struct err;
struct store;

struct tree {
	struct descriptor *blobs; /* what points comes before what it points at */
	size_t count;
	size_t cap;
	json_t *digests;          /* its keys: those of `blobs` */
};

/* Zero it to begin; add as many roots as there are, from the same store.
 *
 * A manifest that is missing, broken or no JSON reaches nothing. With `whole` that is an
 * error, and so is a missing layer; only the manifests of an index may be missing, those
 * for other machines. 0, or -errno: ENOENT, EBADMSG, EINVAL, EIO. */
int tree_add(struct tree *tree, const struct store *store, const struct descriptor *root,
	     bool whole, struct err *err);

bool tree_has(const struct tree *tree, const char *digest);

/* The bytes of all of it. */
uint64_t tree_size(const struct tree *tree);

void tree_release(struct tree *tree);

#endif
