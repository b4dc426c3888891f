/* SPDX-License-Identifier: MIT */
/* An artifact's module, out of a store and into a file. */
#ifndef TRANSFER_EXPORT_H
#define TRANSFER_EXPORT_H

#include "format/manifest.h"
#include "store/store.h"

/* Finds the layer with the module of a manifest, or of the entry that an index has for
 * WebAssembly. 0 or -errno: EINVAL for an artifact without one, ENOENT, EBADMSG. */
int export_find_module(const struct store *store, const struct descriptor *manifest,
		       struct descriptor *ret_layer, struct err *err);

/* Reads the manifest of an image, or of the entry that an index has for Linux on an
 * architecture. Release it with manifest_release(). 0 or -errno, as above. */
int export_find_image(const struct store *store, const struct descriptor *manifest,
		      const char *architecture, struct manifest *ret_image, struct err *err);

/* Writes the module to `path` ("-": stdout), verified on the way; an existing file is
 * replaced when all of it is there. 0 or -errno. */
int export_module(const struct store *store, const struct descriptor *manifest,
		  const char *path, struct err *err);

#endif
