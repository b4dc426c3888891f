/* SPDX-License-Identifier: MIT */
/* An artifact's module, out of a store and into a file. */
#ifndef TRANSFER_EXPORT_H
#define TRANSFER_EXPORT_H

#include "format/manifest.h"
#include "store/store.h"

/* Finds the layer with the module of a manifest, or of the entry that an index has for
 * WebAssembly, and that with its slices, whose size is 0 if there is none. 0 or -errno: EINVAL for
 * an artifact without a module, ENOENT, EBADMSG. */
int export_find_module(const struct store *store, const struct descriptor *manifest,
		       struct descriptor *ret_layer, struct descriptor *ret_slices,
		       struct err *err);

/* The layer with the module's compiled code for whoever `maker` names; of size 0: there is none. 0 or -errno. */
int export_find_code(const struct store *store, const struct descriptor *manifest,
		     const char *maker, struct descriptor *ret_layer, struct err *err);

/* Reads the manifest of an image, or of the entry that an index has for Linux on an
 * architecture. Release it with manifest_release(). 0 or -errno, as above. */
int export_find_image(const struct store *store, const struct descriptor *manifest,
		      const char *architecture, struct manifest *ret_image, struct err *err);

/* Writes the module to `path` ("-": stdout), or nowhere if that is null, and likewise its slices to
 * `slices_path`; verified on the way; an existing file is replaced when all of it is there. Stores
 * whether there are slices. 0 or -errno: -ENODATA if there are no slices to write. */
int export_module(const struct store *store, const struct descriptor *manifest, const char *path,
		  const char *slices_path, bool *ret_has_slices, struct err *err);

#endif
