/* SPDX-License-Identifier: MIT */
/* Kernels whose BTF is in files: BTF by itself, images, packages, and folders of these. */
#ifndef KERNELS_KERNEL_H
#define KERNELS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

enum { KERNEL_RELEASE_SIZE = 72, KERNEL_ARCH_SIZE = 16 };

struct kernel {
	char release[KERNEL_RELEASE_SIZE]; /* as uname(1) prints it there: '!' to '~' */
	char arch[KERNEL_ARCH_SIZE];       /* libbpf's name: "x86"; "other" if it is unknown */
	bool is_swapped; /* it is for machines of the other byte order; its BTF is in this one's */
	const char *path;                  /* of the file that it is in */
	const struct buf *btf; /* raw, and checked by btf_check(); null if it has none */
	const void *image;                 /* what a boot loader takes, or null */
	size_t image_size;                 /* bytes */
};

/* Takes a kernel, which is valid during the call. 0, or what kernels_each() shall return. */
typedef int kernel_fn(void *context, const struct kernel *kernel, struct err *err);

/* Takes what is wrong with a file of a folder; the context is that of the kernel_fn. */
typedef void kernel_failed(void *context, const struct err *err);

/*
 * Calls `fn` for each kernel of a file, or of a folder and those in it, in the order of their
 * names. In a folder, files that have no kernel are passed over, an image may lack BTF, and what
 * cannot be read is told to `failed`; a file that is named must have BTF. A kernel's release comes
 * from its image; for BTF by itself from a file 'release' beside it, else from its name:
 * RELEASE.btf, vmlinux-RELEASE, RELEASE/vmlinux. A module has none (module.h). How many there
 * were, or -errno.
 */
int kernels_each(const char *path, kernel_fn *fn, kernel_failed *failed, void *context,
		 struct err *err);

/* The same for the layers of an image, files in paths that end with NUL each, `size` bytes in all.
 * As in a folder, but kernels and messages name the image. */
int kernels_of_image(const char *name, const char *paths, size_t size, kernel_fn *fn,
		     kernel_failed *failed, void *context, struct err *err);

/* The same for the bytes of a file. */
int kernels_of(const char *path, const void *data, size_t size, kernel_fn *fn, void *context,
	       struct err *err);

#endif
