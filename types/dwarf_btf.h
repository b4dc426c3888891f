/* SPDX-License-Identifier: MIT */
/* Types of debug information as BTF. */
#ifndef TYPES_DWARF_BTF_H
#define TYPES_DWARF_BTF_H

#include <stdint.h>

struct btf;
struct dwarf;
struct dwarf_entry;
struct err;

/* Adds a type, and all that it consists of, to a BTF. What pointers point to is left out.
 * -EINVAL if it is malformed, or too deep; -ENOMEM; -EOPNOTSUPP for what BTF does not have.
 * The BTF is to be checked (lib/btf_check.h) before it is used. */
int dwarf_add_type(struct btf *btf, const struct dwarf *dwarf, const struct dwarf_entry *entry,
		   uint32_t *ret_type, struct err *err);

#endif
