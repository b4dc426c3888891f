/* SPDX-License-Identifier: MIT */
/* What a kernel is called, by what names its file: uname -r of it. */
#ifndef KERNELS_RELEASE_H
#define KERNELS_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/kernel.h"

struct err;

/* Stores a release: `len` bytes of text. -EINVAL if it is too long, or has bytes other than '!' to
 * '~'. */
int release_set(char ret_release[static KERNEL_RELEASE_SIZE], const char *text, size_t len,
		struct err *err);

/* Finds the release by a file's path: RELEASE.btf, vmlinux-RELEASE, RELEASE/vmlinux, or what is in
 * the file 'release' beside it. The path of a packaged file is none of this machine, where nothing
 * is opened then. "" if there is none. 0, or as release_set(). */
int release_by_name(char ret_release[static KERNEL_RELEASE_SIZE], const char *path,
		    bool is_packaged, struct err *err);

#endif
