/* SPDX-License-Identifier: MIT */
/* The constants of enums, whichever compiler wrote them. */
#ifndef BINDINGS_ENUMS_H
#define BINDINGS_ENUMS_H

#include <stdbool.h>
#include <stdint.h>

struct btf;
struct btf_type;

/* Whether an enum's values are signed. Before LLVM 15, and in GCC 12, compilers do not say so;
 * but in an enum of one or two bytes, a constant below 0 shows it. */
bool enum_is_signed(const struct btf_type *type);

/* Whether its sign cannot be told: nothing says that it is signed, and with some constants, the
 * same bits would be negative. */
bool enum_is_ambiguous(const struct btf_type *type);

/* Constant `index`: no more than the bits of the enum's size, extended by its sign. */
uint64_t enum_value(const struct btf_type *type, uint32_t index);
const char *enum_constant(const struct btf *btf, const struct btf_type *type, uint32_t index);

#endif
