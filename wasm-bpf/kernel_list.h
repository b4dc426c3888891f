/* SPDX-License-Identifier: MIT */
/* The option --kernels, as often as it was given. */
#ifndef WASM_BPF_KERNEL_LIST_H
#define WASM_BPF_KERNEL_LIST_H

#include <argp.h>
#include <stddef.h>

#include "kernels/kernel.h"
#include "kernels/module.h"
#include "naming/oci.h"

struct err;

enum { KERNEL_LIST_MAX = 256 };

struct kernel_list {
	const char *paths[KERNEL_LIST_MAX];
	size_t count;
	const char *arch;       /* of images in registries; null: this machine's */
	struct oci_options oci; /* how to speak to registries */
};

/* Adds the option's value. */
void kernel_list_add(struct kernel_list *list, const char *path, struct argp_state *state);

/* Calls `fn` for each kernel of the list, as kernels_each(). A path that no file has, and that is
 * written as a reference, is an image's in a registry or layout. 0; 1 if files in folders could not
 * be read, which stderr was told; or -errno: without a message if the other program told why. */
int kernel_list_each(const struct kernel_list *list, kernel_fn *fn, void *context, struct err *err);

/* Calls `fn` for each module with BTF of what is on the list, as kernels_each_module(). Images were
 * fetched before. 0 or -errno. */
int kernel_list_each_module(const struct kernel_list *list, module_fn *fn, void *context,
			    struct err *err);

#endif
