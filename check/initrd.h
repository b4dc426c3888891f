/* SPDX-License-Identifier: MIT */
/*
 * The files that a booted kernel gets in memory: an archive of cpio in the form newc (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#ifndef CHECK_INITRD_H
#define CHECK_INITRD_H

#include <stddef.h>

struct buf;
struct err;

/* Adds a file at an absolute path, and the folders above it. */
void initrd_file(struct buf *initrd, const char *path, const void *data, size_t size,
		 unsigned int mode);
void initrd_folder(struct buf *initrd, const char *path);
void initrd_console(struct buf *initrd);
void initrd_end(struct buf *initrd);

/* Adds this program as /wasm-bpf, and the libraries that it has loaded. 0 or -errno. */
int initrd_program(struct buf *initrd, struct err *err);

#endif
