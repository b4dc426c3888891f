// SPDX-License-Identifier: MIT
#include "lib/btf_parts.h"

#include <errno.h>
#include <string.h>

#include "lib/err.h"

enum { MAGIC_SWAPPED = 0x9feb };

int btf_is_raw(const void *data, size_t size)
{
	uint16_t magic;

	if (size < sizeof(magic))
		return 0;
	memcpy(&magic, data, sizeof(magic));
	return magic == BTF_MAGIC || magic == MAGIC_SWAPPED;
}

static void swap_words(void *data, size_t size)
{
	uint32_t *words = data;

	for (size_t i = 0; i < size / sizeof(*words); i++)
		words[i] = __builtin_bswap32(words[i]);
}

/* Behind a type's common part there are but words. */
static int swap_types(const struct btf_parts *parts, struct err *err)
{
	unsigned char *at = (unsigned char *)parts->types;
	uint32_t room = parts->types_size, size;

	for (uint32_t id = 1; room; id++, at += size, room -= size) {
		struct btf_type *type = (struct btf_type *)at;

		if (room < sizeof(*type))
			return err_set(err, EINVAL,
				       "malformed BTF: type %u: cut short by the end of the types",
				       id);
		swap_words(type, sizeof(*type));
		size = btf_record_size(type);
		if (!size)
			return err_set(err, EINVAL, "malformed BTF: type %u: unknown kind %u", id,
				       btf_kind(type));
		if (size > room)
			return err_set(err, EINVAL,
				       "malformed BTF: type %u: its %u entries lie past the end of "
				       "the types",
				       id, btf_vlen(type));
		swap_words(type + 1, size - sizeof(*type));
	}
	return 0;
}

int btf_make_native(void *data, size_t size, bool *ret_swapped, struct err *err)
{
	struct btf_header *header = data;
	struct btf_parts parts;
	int ret;

	*ret_swapped = false;
	if (!btf_is_raw(data, size) || header->magic != MAGIC_SWAPPED)
		return 0;
	if (size < sizeof(*header))
		return err_set(err, EINVAL, "malformed BTF: truncated header");
	header->magic = BTF_MAGIC;
	swap_words(&header->hdr_len, sizeof(*header) - offsetof(struct btf_header, hdr_len));
	ret = btf_find_parts(data, size, &parts, err);
	if (!ret)
		ret = swap_types(&parts, err);
	*ret_swapped = !ret;
	return ret;
}

int btf_find_parts(const void *data, size_t size, struct btf_parts *ret_parts, struct err *err)
{
	const struct btf_header *header = data;
	uint64_t room;

	if (!btf_is_raw(data, size))
		return err_set(err, EINVAL, "not BTF");
	if (header->magic == MAGIC_SWAPPED) {
		err_set(err, EINVAL, "big-endian BTF: only little-endian is supported");
		return err_hint(err, "compile with clang -target bpfel");
	}
	if (size < sizeof(*header))
		return err_set(err, EINVAL, "malformed BTF: truncated header");
	if (header->version != BTF_VERSION)
		return err_set(err, EINVAL, "BTF of version %u: only version 1 is known",
			       header->version);
	if (header->hdr_len < sizeof(*header) || header->hdr_len > size)
		return err_set(err, EINVAL, "malformed BTF: a header of %u bytes",
			       header->hdr_len);
	room = size - header->hdr_len;
	if ((uint64_t)header->type_off + header->type_len > room || header->type_off % 4 ||
	    header->hdr_len % 4)
		return err_set(err, EINVAL, "malformed BTF: types lie past its end");
	if ((uint64_t)header->str_off + header->str_len > room)
		return err_set(err, EINVAL, "malformed BTF: strings lie past its end");
	if ((uint64_t)header->type_off + header->type_len > header->str_off)
		return err_set(err, EINVAL, "malformed BTF: strings overlap types");
	*ret_parts = (struct btf_parts){
		.types = (const unsigned char *)data + header->hdr_len + header->type_off,
		.types_size = header->type_len,
		.strings = (const char *)data + header->hdr_len + header->str_off,
		.strings_size = header->str_len,
	};
	return 0;
}

int btf_find_base_parts(const void *data, size_t size, struct btf_parts *ret_parts,
			struct err *err)
{
	struct btf_parts parts;
	int ret = btf_find_parts(data, size, &parts, err);

	if (ret)
		return ret;
	if (parts.strings_size == 0 || parts.strings[0] || parts.strings[parts.strings_size - 1])
		return err_set(err, EINVAL, "malformed BTF: strings do not start and end in NUL");
	*ret_parts = parts;
	return 0;
}
