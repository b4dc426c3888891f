/* SPDX-License-Identifier: MIT */
/*
 * All types of some BTF in C, with the layout that a compiler for the kernel's machine gives
 * them: the header vmlinux.h that a BPF program's source includes.
 */
#ifndef BINDINGS_VMLINUX_H
#define BINDINGS_VMLINUX_H

#include <stdbool.h>

struct buf;
struct err;
struct input;

/* Adds the header to `out`: the types whose element in `wanted` is set, or all if it is null,
 * and what they need; all can be relocated (preserve_access_index). With all of them come the
 * kernel functions that a BPF program may call, for a source that does not define
 * BPF_NO_KFUNC_PROTOTYPES. 0 or -errno: EINVAL if a name would not be a name in C. */
int vmlinux_write(struct buf *out, const struct input *input, const bool *wanted, struct err *err);

#endif
