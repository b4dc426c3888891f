/* SPDX-License-Identifier: MIT */
/*
 * The kernel's BTF for one object's CO-RE relocations. libbpf would read and copy all of it,
 * and search it for every type. A slice (slice.h) gives the same results sooner and in less
 * memory. The cache keeps it for the next run with the same object and kernel.
 */
#ifndef BTF_KERNEL_H
#define BTF_KERNEL_H

#include <stddef.h>

struct buf;
struct cache;

enum { KERNEL_BTF_PATH_MAX = 32 };

extern const char kernel_btf_path[];

/*
 * Makes the slice for an object that vet_object() accepted. Returns a descriptor, which is the
 * caller's, and the path that leads to it while it is open. The path is the object's
 * `btf_custom_path`, which libbpf reads when it loads the object. Returns a negative errno if
 * libbpf should read the kernel's BTF itself, or none: there are no relocations, there is no
 * BTF, or a slice might give other results.
 */
int kernel_btf_slice(const struct cache *cache, const void *object, size_t size,
		     char ret_path[static KERNEL_BTF_PATH_MAX]);

/* Makes a file in memory of BTF. Returns the descriptor and path as above, or a negative errno. */
int kernel_btf_give(const struct buf *btf, char ret_path[static KERNEL_BTF_PATH_MAX]);

#endif
