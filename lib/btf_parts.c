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
