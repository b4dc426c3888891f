/* SPDX-License-Identifier: MIT */
/*
 * A small BTF for libbpf's CO-RE relocations in place of the kernel's whole: the types that
 * the roots of an object can match, and what libbpf looks at from there.
 */
#ifndef BTF_SLICE_H
#define BTF_SLICE_H

#include <stddef.h>

struct buf;
struct core_roots;

/*
 * Adds to `slice`, as raw BTF, every type of `kernel`, raw BTF aligned to 4 bytes, that has
 * a root's kind and, flavours aside, its name; with all that it holds by value; and for
 * roots that need shapes with what it points to, of which structs are without members.
 * The order of types stays. Pointers that are not followed point to void. Each root is
 * told whether it was found.
 *
 * 0, -ENOMEM, or -EINVAL where the kernel's BTF is not what it should be.
 */
int btf_slice(const void *kernel, size_t size, struct core_roots *roots, struct buf *slice);

#endif
