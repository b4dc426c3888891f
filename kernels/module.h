/* SPDX-License-Identifier: MIT */
/* Modules of kernels (.ko): which kernel they are built for, by .modinfo, and their BTF, which
 * continues the kernel's. */
#ifndef KERNELS_MODULE_H
#define KERNELS_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/kernel.h"

enum { MODULE_NAME_SIZE = 64 };

struct kernel_module {
	char name[MODULE_NAME_SIZE];       /* "veth" */
	char release[KERNEL_RELEASE_SIZE]; /* of the kernel that it is built for */
	char arch[KERNEL_ARCH_SIZE]; /* as that of struct kernel; "" for the running one's */
	const void *btf; /* of .BTF: not checked, not aligned */
	size_t btf_size;
	const void *excerpt; /* of .BTF.base; or null */
	size_t excerpt_size;
};

/* Whether a file is called as a module is, packed or not. */
bool module_is_name(const char *path);

/* Reads the bytes of a module, which must outlive it. False if they are none, or without BTF. */
bool module_read(const void *data, size_t size, struct kernel_module *ret_module);

/* Takes a module, which is valid during the call. 0, or what kernels_each_module() shall return. */
typedef int module_fn(void *context, const struct kernel_module *module, struct err *err);

/* Calls `fn` for each module with BTF of what kernels_each() takes; for the running kernel's own
 * BTF, for those that are loaded. Files that are none, or are damaged, are passed over. 0, or what
 * `fn` returned. */
int kernels_each_module(const char *path, module_fn *fn, void *context, struct err *err);

/* The same for what kernels_of_image() takes. */
int kernels_modules_of_image(const char *paths, size_t size, module_fn *fn, void *context,
			     struct err *err);

/* The same for the bytes of a file of that name. */
int kernels_modules_of(const char *name, const void *data, size_t size, module_fn *fn,
		       void *context, struct err *err);

#endif
