/* SPDX-License-Identifier: MIT */
/*
 * BTF types by their number, in little memory: the table keeps where every 32nd type starts,
 * and walks to the others. Format: Linux, Documentation/bpf/btf.rst.
 */
#ifndef LIB_BTF_TABLE_H
#define LIB_BTF_TABLE_H

#include <bpf/btf.h>
#include <stdint.h>

#include "lib/btf_parts.h"

struct err;

enum { BTF_TABLE_STEP = 32 };

struct btf_table {
	struct btf_parts parts;
	uint32_t *marks;  /* offsets of types 1, 33, 65... */
	uint32_t count;   /* types that were walked over, and void */
	uint32_t at;      /* offset of the next type */
	uint32_t room;    /* bytes of types from `at` on */
};

/* Makes a table of raw BTF, without any types yet. The bytes stay the caller's, and are aligned
 * to 4. It is not checked what a type refers to. 0, -EINVAL or -ENOMEM. */
int btf_table_init(struct btf_table *table, const void *data, size_t size, struct err *err);
void btf_table_release(struct btf_table *table);

/* Walks over the next type. Null at the end, where `room` is 0; and at a type that is cut short
 * or of an unknown kind. Inline: a kernel has 100,000 types. */
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

/* Walks over all types that are left. -EINVAL if it does not reach the end. */
int btf_table_walk(struct btf_table *table, struct err *err);

/* A type that was walked over. Null for void and other numbers. */
const struct btf_type *btf_table_type(const struct btf_table *table, uint32_t id);

/* The string at an offset, or null. */
const char *btf_table_string(const struct btf_table *table, uint32_t offset);

#endif
