/* SPDX-License-Identifier: MIT */
/* Files with kernels in packages: Debian's (deb(5)), and archives of tar, packed or not. */
#ifndef KERNELS_PACKAGE_H
#define KERNELS_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* A file of a package. `path` is its name in there. 0, or what package_each() shall return. */
typedef int package_file(void *context, const char *path, const void *data, size_t size,
			 struct err *err);

/* Whether the bytes begin as a package of Debian. */
bool package_is_deb(const void *data, size_t size);

/* Whether they begin as an archive of tar, packed or not. */
bool package_is_tar(const void *data, size_t size);

/* Whether a file of that name is wanted. */
typedef bool package_wants(const char *path);

/* Whether its name begins as a kernel's does (vmlinuz, vmlinux, Image) or ends in .btf. */
package_wants package_wants_kernel;

/* Calls `file` for each regular file that is wanted. `data` is a package, or an archive of tar. 0,
 * -errno, or what `file` returned. */
int package_each(const void *data, size_t size, package_wants *wants, package_file *file,
		 void *context, struct err *err);

#endif
