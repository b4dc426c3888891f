/* SPDX-License-Identifier: MIT */
/*
 * The kernel's BTF for one object's CO-RE relocations. libbpf reads all of it, copies it,
 * and searches it for every type; a slice (btf_slice.h) gives the same results
 * sooner and in less memory. It is kept in the cache for the next run with the same object
 * and kernel.
 */
#ifndef BTF_KERNEL_H
#define BTF_KERNEL_H

#include <stddef.h>

struct cache;

enum { KERNEL_BTF_PATH_MAX = 32 };

extern const char kernel_btf_path[];

/*
 * Makes the slice for an object that vet_object() let through. A descriptor, the caller's,
 * and the path that leads to it while it is open: the object's `btf_custom_path`, which
 * libbpf reads when it loads the object. Or a negative errno where libbpf shall read the
 * kernel's BTF itself, if at all: there are no relocations, there is no BTF, or a slice
 * might give other results.
 */
int kernel_btf_slice(const struct cache *cache, const void *object, size_t size,
		     char ret_path[static KERNEL_BTF_PATH_MAX]);

#endif
