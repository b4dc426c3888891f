/* SPDX-License-Identifier: MIT */
/*
 * A slice of the kernel's BTF, for libbpf's CO-RE relocations: the types that an object's roots
 * can match, and what libbpf looks at from there.
 */
#ifndef BTF_SLICE_H
#define BTF_SLICE_H

#include <stddef.h>

struct buf;
struct core_roots;

/*
 * Adds types of `kernel` to `slice`, which is raw BTF. `kernel` is raw BTF aligned to 4 bytes.
 * Added are
 *
 *	- types with the kind and the name (without flavour) of a root,
 *	- everything that these hold by value,
 *	- for roots that need shapes, what they point to; structs among these have no members.
 *
 * The order of types stays. Pointers that are not followed point to void. `found` of each root
 * is set. 0, -ENOMEM, or -EINVAL if the kernel's BTF is malformed.
 */
int btf_slice(const void *kernel, size_t size, struct core_roots *roots, struct buf *slice);

#endif
