// SPDX-License-Identifier: MIT
#include "types/dwarf_btf.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "types/dwarf.h"

enum { DEPTH_MAX = 64, MEMBERS_MAX = 4096, RANGES_MAX = 16 };

/* DW_ATE_... */
enum { BOOLEAN = 2, FLOATING = 4, SIGNED = 5, SIGNED_CHAR = 6, UNSIGNED_CHAR = 8 };

struct conversion {
	struct btf *btf;
	const struct dwarf *dwarf;
	uint32_t *ids;  /* of each entry; 0: it was not converted */
};

/* A type's id, or -errno. */
static int convert(struct conversion *conversion, const struct dwarf_entry *entry,
		   unsigned int depth);

static const char *name_of(const struct dwarf_entry *entry)
{
	return entry->name ? entry->name : "";
}

/* What the entry refers to. Nothing is void. */
static int convert_target(struct conversion *conversion, const struct dwarf_entry *entry,
			  unsigned int depth)
{
	const struct dwarf_entry *target = entry->type ? dwarf_at(conversion->dwarf, entry->type)
						       : NULL;

	if (!entry->type)
		return 0;
	return target ? convert(conversion, target, depth + 1) : -EINVAL;
}

static const struct dwarf_entry *end_of(const struct dwarf *dwarf)
{
	return dwarf->list + dwarf->count;
}

/* The next part of `of` behind `entry`, or null. */
static const struct dwarf_entry *next_part(const struct dwarf *dwarf, const struct dwarf_entry *of,
					   const struct dwarf_entry *entry)
{
	for (entry++; entry < end_of(dwarf) && entry->depth > of->depth; entry++)
		if (entry->depth == of->depth + 1)
			return entry;
	return NULL;
}

static int convert_base(struct btf *btf, const struct dwarf_entry *entry)
{
	const int encoding = entry->encoding == BOOLEAN       ? BTF_INT_BOOL
			     : entry->encoding == SIGNED      ? BTF_INT_SIGNED
			     : entry->encoding == SIGNED_CHAR ? BTF_INT_SIGNED
							      : 0;

	if (entry->encoding == FLOATING)
		return btf__add_float(btf, name_of(entry), entry->size);
	return btf__add_int(btf, name_of(entry), entry->size, encoding);
}

static int convert_enum(const struct conversion *conversion, const struct dwarf_entry *entry)
{
	const struct dwarf_entry *part = entry;
	const bool is_wide = entry->size == 8;
	bool is_signed = false;
	int id, ret = 0;

	while ((part = next_part(conversion->dwarf, entry, part)))
		is_signed |= part->value < 0;
	id = is_wide ? btf__add_enum64(conversion->btf, entry->name, 8, is_signed)
		     : btf__add_enum(conversion->btf, entry->name, (uint32_t)entry->size);
	for (part = entry; id > 0 && !ret && (part = next_part(conversion->dwarf, entry, part));)
		if (part->tag == DWARF_ENUMERATOR)
			ret = is_wide ? btf__add_enum64_value(conversion->btf, name_of(part),
							      (uint64_t)part->value)
				      : btf__add_enum_value(conversion->btf, name_of(part),
							    part->value);
	return ret ? ret : id;
}

static int convert_array(struct conversion *conversion, const struct dwarf_entry *entry,
			 unsigned int depth)
{
	uint64_t counts[RANGES_MAX];
	const struct dwarf_entry *part = entry;
	int count = 0, id = convert_target(conversion, entry, depth), index;

	while ((part = next_part(conversion->dwarf, entry, part)))
		if (part->tag == DWARF_RANGE && count < RANGES_MAX)
			counts[count++] = part->count;
	index = id > 0 ? btf__add_int(conversion->btf, "__ARRAY_SIZE_TYPE__", 4, 0) : id;
	for (int i = count - 1; i >= 0 && id > 0 && index > 0; i--)
		id = counts[i] > UINT32_MAX
			     ? -E2BIG
			     : btf__add_array(conversion->btf, index, id, (uint32_t)counts[i]);
	return index < 0 ? index : id ? id : -EINVAL;
}

/* Tags of members and of the struct itself: BTF has them behind the struct. */
static int add_tags(const struct conversion *conversion, const struct dwarf_entry *of, int type,
		    int member)
{
	const struct dwarf_entry *part = of;
	int ret = 0;

	while (ret >= 0 && (part = next_part(conversion->dwarf, of, part)))
		if (part->tag == DWARF_TAG && strcmp(name_of(part), "btf_decl_tag") == 0 &&
		    part->text)
			ret = btf__add_decl_tag(conversion->btf, part->text, type, member);
	return ret < 0 ? ret : 0;
}

/* The types of members, which have to be there before the struct is. */
static int convert_members(struct conversion *conversion, const struct dwarf_entry *entry,
			   int types[static MEMBERS_MAX], unsigned int depth)
{
	const struct dwarf_entry *part = entry;
	int count = 0;

	while ((part = next_part(conversion->dwarf, entry, part))) {
		if (part->tag != DWARF_MEMBER)
			continue;
		if (count == MEMBERS_MAX)
			return -E2BIG;
		types[count] = convert_target(conversion, part, depth);
		if (types[count] < 0)
			return types[count];
		count++;
	}
	return 0;
}

static int add_members(const struct conversion *conversion, const struct dwarf_entry *entry,
		       const int types[static MEMBERS_MAX])
{
	const struct dwarf_entry *part = entry;
	int ret = 0, count = 0;

	while (!ret && (part = next_part(conversion->dwarf, entry, part))) {
		const uint64_t at = part->bits ? part->bit_place + 8 * part->place
					       : 8 * part->place;

		if (part->tag != DWARF_MEMBER)
			continue;
		if (at > UINT32_MAX || part->place > UINT32_MAX || part->bits > 255)
			return -EINVAL;
		ret = btf__add_field(conversion->btf, name_of(part), types[count++], (uint32_t)at,
				     (uint32_t)part->bits);
	}
	return ret;
}

static int add_all_tags(const struct conversion *conversion, const struct dwarf_entry *entry,
			int id)
{
	const struct dwarf_entry *part = entry;
	int ret = add_tags(conversion, entry, id, -1);

	for (int member = 0; !ret && (part = next_part(conversion->dwarf, entry, part));)
		if (part->tag == DWARF_MEMBER)
			ret = add_tags(conversion, part, id, member++);
	return ret;
}

static int convert_struct(struct conversion *conversion, const struct dwarf_entry *entry,
			  unsigned int depth)
{
	int *types = calloc(MEMBERS_MAX, sizeof(*types));
	int ret = types ? 0 : -ENOMEM, id = 0;

	if (!ret && (entry->is_declaration || entry->size > UINT32_MAX))
		ret = -EINVAL;
	if (!ret)
		ret = convert_members(conversion, entry, types, depth);
	if (!ret)
		id = ret = entry->tag == DWARF_UNION ? btf__add_union(conversion->btf, entry->name,
								      (uint32_t)entry->size)
						     : btf__add_struct(conversion->btf, entry->name,
								       (uint32_t)entry->size);
	if (ret > 0)
		ret = add_members(conversion, entry, types);
	if (!ret)
		ret = add_all_tags(conversion, entry, id);
	free(types);
	return ret < 0 ? ret : id;
}

static int convert_new(struct conversion *conversion, const struct dwarf_entry *entry,
		       unsigned int depth)
{
	int id;

	switch (entry->tag) {
	case DWARF_BASE:
		return convert_base(conversion->btf, entry);
	case DWARF_ENUM:
		return convert_enum(conversion, entry);
	case DWARF_ARRAY:
		return convert_array(conversion, entry, depth);
	case DWARF_STRUCT:
	case DWARF_UNION:
		return convert_struct(conversion, entry, depth);
	case DWARF_POINTER:
	case DWARF_SUBROUTINE:
		return btf__add_ptr(conversion->btf, 0);
	case DWARF_TYPEDEF:
		id = convert_target(conversion, entry, depth);
		if (id < 0)
			return id;
		id = btf__add_typedef(conversion->btf, entry->name, id);
		return id < 0 || !add_tags(conversion, entry, id, -1) ? id : -EINVAL;
	case DWARF_CONST:
	case DWARF_VOLATILE:
	case DWARF_RESTRICT:
	case DWARF_ATOMIC:
		return convert_target(conversion, entry, depth);
	default:
		return -EOPNOTSUPP;
	}
}

/* What contains itself comes to an end at the depth. */
static int convert(struct conversion *conversion, const struct dwarf_entry *entry,
		   unsigned int depth)
{
	uint32_t *id = &conversion->ids[entry - conversion->dwarf->list];
	int ret;

	if (*id)
		return (int)*id;
	if (depth > DEPTH_MAX)
		return -E2BIG;
	ret = convert_new(conversion, entry, depth);
	if (ret > 0)
		*id = (uint32_t)ret;
	return ret;
}

int dwarf_add_type(struct btf *btf, const struct dwarf *dwarf, const struct dwarf_entry *entry,
		   uint32_t *ret_type, struct err *err)
{
	struct conversion conversion = {
		.btf = btf,
		.dwarf = dwarf,
		.ids = calloc(dwarf->count, sizeof(*conversion.ids)),
	};
	int ret = conversion.ids ? convert(&conversion, entry, 0) : -ENOMEM;

	free(conversion.ids);
	if (ret <= 0)
		return err_set(err, ret ? -ret : EINVAL,
			       "the debug information of '%.64s' cannot be read: %s",
			       entry->name ? entry->name : "", strerror(ret ? -ret : EINVAL));
	*ret_type = (uint32_t)ret;
	return 0;
}
