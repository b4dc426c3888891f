/* SPDX-License-Identifier: MIT */
/*
 * Images of kernels as boot loaders take them: a bzImage (Linux, Documentation/arch/x86/boot.rst),
 * an EFI image that unpacks itself (drivers/firmware/efi/libstub/zboot.lds), arm64's Image, any of
 * these packed, and the ELF file vmlinux.
 */
#ifndef KERNELS_IMAGE_H
#define KERNELS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

enum { IMAGE_RELEASE_SIZE = 72 };

/* Whether the bytes begin as an image that a boot loader takes. */
bool image_is(const void *data, size_t size);

/* The architecture that an image is for, as libbpf names it, as far as its form tells; or
 * "other". */
const char *image_arch(const void *data, size_t size);

/* Adds the kernel's BTF, which is not checked yet, to `btf`, and stores its release, or "" if the
 * image does not say it. -ENODATA if it has no BTF; -EINVAL if it cannot be taken apart. */
int image_read(const void *data, size_t size, struct buf *btf,
	       char ret_release[static IMAGE_RELEASE_SIZE], struct err *err);

#endif
