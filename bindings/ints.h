/* SPDX-License-Identifier: MIT */
/* Integers, whichever tool wrote them. */
#ifndef BINDINGS_INTS_H
#define BINDINGS_INTS_H

#include <stdbool.h>

struct btf;
struct btf_type;

/* Whether an integer is signed. The BTF of kernels up to 5.10 says so of none of one byte, so that
 * "signed char" is known by its name. What a plain "char" is there, nothing tells. */
bool int_is_signed(const struct btf *btf, const struct btf_type *type);

#endif
