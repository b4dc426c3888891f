// SPDX-License-Identifier: MIT
#include "bindings/ints.h"

#include <bpf/btf.h>
#include <string.h>

bool int_is_signed(const struct btf *btf, const struct btf_type *type)
{
	return btf_int_encoding(type) & BTF_INT_SIGNED ||
	       strcmp(btf__name_by_offset(btf, type->name_off), "signed char") == 0;
}
