/* SPDX-License-Identifier: MIT */
/*
 * Vets BTF from a stranger, so that libbpf, which trusts most of it, can be
 * handed the bytes. Format: Linux, Documentation/bpf/btf.rst.
 */
#ifndef LIB_BTF_CHECK_H
#define LIB_BTF_CHECK_H

#include <stddef.h>
#include <stdint.h>

struct err;

/* How deep types may nest by value: members, elements, typedefs, qualifiers. */
enum { BTF_MAX_DEPTH = 128 };

/* Whether the bytes start like raw BTF of any byte order. */
int btf_is_raw(const void *data, size_t size);

/* Where its types and strings are. */
struct btf_parts {
	const unsigned char *types;
	const char *strings;
	uint32_t types_size;   /* bytes */
	uint32_t strings_size;
};

/* Finds them by the header, and that they lie in the `size` bytes. 0 or -EINVAL. */
int btf_find_parts(const void *data, size_t size, struct btf_parts *ret_parts, struct err *err);

/* The same of BTF that continues no other: its strings start and end in NUL. */
int btf_find_base_parts(const void *data, size_t size, struct btf_parts *ret_parts,
			struct err *err);

/*
 * Checks the contents of a .BTF section, or of a raw BTF file: the header, the
 * bounds of every type and string, every type id, that nothing contains itself,
 * that members lie in their struct, and that sizes fit 32 bits. `data` must be
 * aligned to 4 bytes. 0, -ENOMEM, or -EINVAL with the number of the first bad
 * type and what is wrong with it.
 */
int btf_check(const void *data, size_t size, struct err *err);

#endif
