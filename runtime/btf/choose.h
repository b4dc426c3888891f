/* SPDX-License-Identifier: MIT */
/*
 * Which BTF an object's CO-RE relocations are resolved against: what the user gave; else the
 * running kernel's own; else, on a kernel without BTF, slices that the object or its guest
 * carries.
 */
#ifndef BTF_CHOOSE_H
#define BTF_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "btf/kernel.h"
#include "lib/buf.h"

struct btf_file;
struct cache;
struct err;
struct slices;

/* BTF for this kernel that the user gave. */
struct given_btf {
	char *path;     /* of the file */
	struct buf btf; /* raw, and checked; of slices, this kernel's */
	struct buf archive; /* the archive, if it is of slices: says for which objects */
};

/* Reads the user's BTF: of a file (btf_file.h), or of the file for this kernel in a folder.
 * -ENOENT if a folder or an archive has none for it. */
int given_btf_read(const char *path, struct given_btf **ret_given, struct err *err);
void given_btf_free(struct given_btf *given);

struct btf_choice {
	const struct given_btf *given; /* or null */
	const struct buf *carried; /* an archive that was not checked, by the guest; or null */
	const struct cache *cache; /* of slices of the kernel's own BTF */
};

/*
 * Makes a file with BTF for an object that vet_object() accepted. Returns a descriptor and the
 * path that leads to it, as kernel_btf_slice() does. -ENOENT, without an error, if libbpf should
 * find BTF by itself. Other errors, with the reason, if what the user gave is not for this object.
 */
int btf_choose(const struct btf_choice *choice, const void *object, size_t size,
	       char ret_path[static KERNEL_BTF_PATH_MAX], struct err *err);

/* Whether an object carries slices. */
bool btf_carries_slices(const void *object, size_t size);

/* Says, as a hint, what would help on a kernel without BTF. `carries`: btf_carries_slices(). */
int btf_choose_hint(const struct btf_choice *choice, bool carries, struct err *err);

#endif
