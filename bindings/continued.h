/* SPDX-License-Identifier: MIT */
/*
 * BTF that continues other BTF, its base, as a kernel module's continues the kernel's: its types
 * and names are numbered from where those of the base end. A module that is built for kernels of
 * different builds also carries an excerpt of the base, which has the names and sizes of the types
 * that it needs, but no members (.BTF.base).
 */
#ifndef BINDINGS_CONTINUED_H
#define BINDINGS_CONTINUED_H

#include <bpf/btf.h>
#include <stddef.h>

struct err;

/* A kernel's BTF has 6 MB. */
enum { CONTINUED_MAX = 64 << 20 };

/*
 * Checks raw BTF of this machine's byte order, and gives it with all that it continues, as BTF that
 * is whole. `base` and `excerpt` were given by this function, or are null. With both, the types of
 * the excerpt are exchanged for those of the base. 0, or -errno.
 */
int continued_parse(const struct btf *base, const struct btf *excerpt, const void *data,
		    size_t size, struct btf **ret_btf, struct err *err);

/* Says that there is too much of it. -EFBIG. */
int continued_too_much(struct err *err);

#endif
