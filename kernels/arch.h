/* SPDX-License-Identifier: MIT */
#ifndef KERNELS_ARCH_H
#define KERNELS_ARCH_H

#include <stddef.h>

/* The architecture whose registers struct pt_regs of a kernel's BTF has, as libbpf names it.
 * "other" if it cannot be told. The BTF was checked. */
const char *arch_of_btf(const void *btf, size_t size);

#endif
