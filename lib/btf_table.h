/* SPDX-License-Identifier: MIT */
/*
 * BTF types by their number, in little memory: where every 32nd one starts is kept, and
 * the rest is walked to. Format: Linux, Documentation/bpf/btf.rst.
 */
#ifndef LIB_BTF_TABLE_H
#define LIB_BTF_TABLE_H

#include <bpf/btf.h>
#include <stdint.h>

#include "lib/btf_check.h"

struct err;

enum { BTF_TABLE_STEP = 32 };

struct btf_table {
	struct btf_parts parts;
	uint32_t *marks;  /* offsets of types 1, 33, 65... */
	uint32_t count;   /* types that were walked over, and void */
	uint32_t at;      /* offset of the next one */
	uint32_t room;    /* bytes of types from there on */
};

/* A table of raw BTF that stays the caller's, aligned to 4 bytes, without any types yet.
 * What each of them refers to is not checked. 0, -EINVAL or -ENOMEM. */
int btf_table_init(struct btf_table *table, const void *data, size_t size, struct err *err);
void btf_table_release(struct btf_table *table);

/* The bytes of a type and its entries; 0 of an unknown kind. */
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

/* Walks over the next type. Null at the end, and at one that is cut short or of an
 * unknown kind: `room` is 0 at the end only. Inline: a kernel has 100,000 types. */
static inline const struct btf_type *btf_table_next(struct btf_table *table)
{
	const struct btf_type *type = (const struct btf_type *)(table->parts.types + table->at);
	uint32_t size = table->room < sizeof(*type) ? 0 : btf_record_size(type);

	if (!size || size > table->room)
		return NULL;
	if (table->count % BTF_TABLE_STEP == 1)
		table->marks[table->count / BTF_TABLE_STEP] = table->at;
	table->count++;
	table->at += size;
	table->room -= size;
	return type;
}

/* Walks over all that is left. -EINVAL where that is not the end. */
int btf_table_walk(struct btf_table *table, struct err *err);

/* A type that was walked over; null of others and void. */
const struct btf_type *btf_table_type(const struct btf_table *table, uint32_t id);

/* The string at an offset; null where there is none. */
const char *btf_table_string(const struct btf_table *table, uint32_t offset);

#endif
