/* SPDX-License-Identifier: MIT */
/* An artifact's module, out of a store and into a file. */
#ifndef TRANSFER_EXPORT_H
#define TRANSFER_EXPORT_H

#include "store/store.h"

/* Finds the layer with the module of a manifest, or of the entry that an index has for
 * WebAssembly. 0 or -errno: EINVAL for an artifact without one, ENOENT, EBADMSG. */
int export_find_module(const struct store *store, const struct descriptor *manifest,
		       struct descriptor *ret_layer, struct err *err);

/* Writes the module to `path` ("-": stdout), verified on the way; an existing file is
 * replaced when all of it is there. 0 or -errno. */
int export_module(const struct store *store, const struct descriptor *manifest,
		  const char *path, struct err *err);

#endif
