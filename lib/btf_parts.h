/* SPDX-License-Identifier: MIT */
/*
 * The parts of raw BTF: a header, types, strings. The check and the table use this to walk
 * over it. Format: Linux, Documentation/bpf/btf.rst.
 */
#ifndef LIB_BTF_PARTS_H
#define LIB_BTF_PARTS_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* Whether the bytes start like raw BTF, of any byte order. */
int btf_is_raw(const void *data, size_t size);

/*
 * Turns raw BTF of the other byte order into this machine's, in place. `data` is aligned to 4.
 * Nothing is done to BTF that has it already. `ret_swapped` says which of the two it was. 0, or
 * -EINVAL if it is malformed; its bytes are of no use then.
 */
int btf_make_native(void *data, size_t size, bool *ret_swapped, struct err *err);

/* Where its types and strings are. */
struct btf_parts {
	const unsigned char *types;
	const char *strings;
	uint32_t types_size;   /* bytes */
	uint32_t strings_size;
};

/* Finds the parts by the header, and checks that they lie in the `size` bytes. 0 or -EINVAL. */
int btf_find_parts(const void *data, size_t size, struct btf_parts *ret_parts, struct err *err);

/* The same for BTF that does not continue another BTF: its strings start and end with NUL. */
int btf_find_base_parts(const void *data, size_t size, struct btf_parts *ret_parts,
			struct err *err);

/* The bytes of a type with its entries; 0 if its kind is unknown. */
static inline uint32_t btf_record_size(const struct btf_type *type)
{
	static const struct {
		uint8_t whole;
		uint8_t entry;
	} sizes[NR_BTF_KINDS] = {
		[BTF_KIND_INT] = { sizeof(*type) + sizeof(uint32_t), 0 },
		[BTF_KIND_PTR] = { sizeof(*type), 0 },
		[BTF_KIND_ARRAY] = { sizeof(*type) + sizeof(struct btf_array), 0 },
		[BTF_KIND_STRUCT] = { sizeof(*type), sizeof(struct btf_member) },
		[BTF_KIND_UNION] = { sizeof(*type), sizeof(struct btf_member) },
		[BTF_KIND_ENUM] = { sizeof(*type), sizeof(struct btf_enum) },
		[BTF_KIND_FWD] = { sizeof(*type), 0 },
		[BTF_KIND_TYPEDEF] = { sizeof(*type), 0 },
		[BTF_KIND_VOLATILE] = { sizeof(*type), 0 },
		[BTF_KIND_CONST] = { sizeof(*type), 0 },
		[BTF_KIND_RESTRICT] = { sizeof(*type), 0 },
		[BTF_KIND_FUNC] = { sizeof(*type), 0 },
		[BTF_KIND_FUNC_PROTO] = { sizeof(*type), sizeof(struct btf_param) },
		[BTF_KIND_VAR] = { sizeof(*type) + sizeof(struct btf_var), 0 },
		[BTF_KIND_DATASEC] = { sizeof(*type), sizeof(struct btf_var_secinfo) },
		[BTF_KIND_FLOAT] = { sizeof(*type), 0 },
		[BTF_KIND_DECL_TAG] = { sizeof(*type) + sizeof(struct btf_decl_tag), 0 },
		[BTF_KIND_TYPE_TAG] = { sizeof(*type), 0 },
		[BTF_KIND_ENUM64] = { sizeof(*type), sizeof(struct btf_enum64) },
	};
	uint32_t kind = BTF_INFO_KIND(type->info);

	return kind < NR_BTF_KINDS ? sizes[kind].whole + sizes[kind].entry * btf_vlen(type) : 0;
}

#endif
