// SPDX-License-Identifier: MIT
#include "bindings/builder.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *builder_push(struct builder *b, void *array, size_t *count, size_t *cap, size_t size)
{
	char *data;

	if (b->error)
		return NULL;
	memcpy(&data, array, sizeof(data));
	if (*count == *cap) {
		size_t wanted = *cap ? *cap * 2 : 64;

		if (*count >= MAX_FIELDS) {
			b->error = EFBIG;
			return NULL;
		}
		data = realloc(data, wanted * size);
		if (!data) {
			b->error = ENOMEM;
			return NULL;
		}
		memcpy(array, &data, sizeof(data));
		*cap = wanted;
	}
	memset(data + *count * size, 0, size);
	return data + (*count)++ * size;
}

const char *builder_source(const struct builder *b, uint32_t id)
{
	return btf__name_by_offset(b->btf, btf__type_by_id(b->btf, id)->name_off);
}

const char *builder_name(const struct builder *b, uint32_t id)
{
	return b->given[id] ? b->given[id] : builder_source(b, id);
}

uint32_t builder_unqualified(const struct builder *b, uint32_t id)
{
	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		if (!btf_is_mod(type) && !btf_is_type_tag(type))
			return id;
		id = type->type;
	}
}

uint32_t builder_unaliased(const struct builder *b, uint32_t id)
{
	for (;;) {
		const struct btf_type *type;

		id = builder_unqualified(b, id);
		type = btf__type_by_id(b->btf, id);
		if (!btf_is_typedef(type))
			return id;
		id = type->type;
	}
}

uint32_t builder_size(const struct builder *b, uint32_t id)
{
	uint64_t elements = 1, size;

	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_FLOAT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return (uint32_t)(elements * type->size);
		case BTF_KIND_PTR: /* the check took it for one of 4 bytes */
			size = elements * btf__pointer_size(b->btf);
			return size < NO_SIZE ? (uint32_t)size : NO_SIZE;
		case BTF_KIND_ARRAY:
			elements *= btf_array(type)->nelems;
			id = btf_array(type)->type;
			break;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
		case BTF_KIND_VAR:
			id = type->type;
			break;
		default:
			return NO_SIZE;
		}
	}
}

void builder_forget_scopes(struct builder *b)
{
	names_forget(b->plan->names);
	b->scopes = SCOPE_PASSING;
}
