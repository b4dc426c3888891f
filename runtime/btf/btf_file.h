/* SPDX-License-Identifier: MIT */
/* Kernels' BTF from files. */
#ifndef BTF_BTF_FILE_H
#define BTF_BTF_FILE_H

#include <stddef.h>

#include "btf/slices.h"
#include "lib/buf.h"

struct err;

enum { BTF_FILE_MAX = 1 << 28 };

/* What a file has. `bytes` belong to the caller. */
struct btf_file {
	struct buf bytes;     /* raw BTF that btf_check() accepted, or an archive */
	struct slices slices; /* of the archive, if slices.data is not null */
};

/* Reads BTF: raw, or of an ELF file such as vmlinux; or the slices of an archive, of an object or
 * of a guest. 0 or -errno; -ENODATA if the file has neither, -EINVAL if it is not a regular one. */
int btf_file_read(const char *path, struct btf_file *ret_file, struct err *err);

/* The same for bytes, of the file `path`. */
int btf_file_take(const char *path, const void *data, size_t size, struct btf_file *ret_file,
		  struct err *err);

/* Finds the file for a kernel in a folder and adds its path to `path`: RELEASE.btf, RELEASE,
 * vmlinux-RELEASE, RELEASE/vmlinux. -ENOENT if there is none of these. */
int btf_file_find(const char *dir, const char *release, struct buf *path, struct err *err);

void btf_file_release(struct btf_file *file);

#endif
