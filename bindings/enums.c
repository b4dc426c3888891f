// SPDX-License-Identifier: MIT
#include "bindings/enums.h"

#include <bpf/btf.h>

/* What the BTF has, with the sign of 32 bits: compilers write constants so that do not say
 * whether they are signed. */
static int64_t written(const struct btf_type *type, uint32_t index)
{
	return btf_is_enum(type) ? btf_enum(type)[index].val :
				   (int64_t)btf_enum64_value(&btf_enum64(type)[index]);
}

bool enum_is_signed(const struct btf_type *type)
{
	if (btf_kflag(type))
		return true;
	for (uint32_t i = 0; type->size < sizeof(uint32_t) && i < btf_vlen(type); i++)
		if (written(type, i) < 0)
			return true;
	return false;
}

bool enum_is_ambiguous(const struct btf_type *type)
{
	if (enum_is_signed(type) || !type->size || type->size > sizeof(uint64_t))
		return false;
	for (uint32_t i = 0; i < btf_vlen(type); i++)
		if ((uint64_t)written(type, i) >> (type->size * 8 - 1) & 1)
			return true;
	return false;
}

uint64_t enum_value(const struct btf_type *type, uint32_t index)
{
	const bool is_signed = enum_is_signed(type);
	const unsigned int unused = type->size < sizeof(uint64_t) ? 64 - type->size * 8 : 0;
	uint64_t value = (uint64_t)written(type, index);

	if (btf_is_enum(type) && !is_signed)
		value = (uint32_t)value;
	if (!type->size) /* of no value */
		return value;
	return is_signed ? (uint64_t)((int64_t)(value << unused) >> unused) :
			   value << unused >> unused;
}

const char *enum_constant(const struct btf *btf, const struct btf_type *type, uint32_t index)
{
	return btf__name_by_offset(btf, btf_is_enum(type) ? btf_enum(type)[index].name_off :
				   btf_enum64(type)[index].name_off);
}
