// SPDX-License-Identifier: MIT
#include "lib/btf_table.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/err.h"

int btf_table_init(struct btf_table *table, const void *data, size_t size, struct err *err)
{
	int ret;

	*table = (struct btf_table){ .count = 1 };
	ret = btf_find_base_parts(data, size, &table->parts, err);
	if (ret < 0)
		return ret;
	table->room = table->parts.types_size;
	/* No type is smaller than its common part. */
	table->marks = calloc(table->room / sizeof(struct btf_type) / BTF_TABLE_STEP + 1,
			      sizeof(*table->marks));
	return table->marks ? 0 : err_set(err, ENOMEM, "out of memory");
}

void btf_table_release(struct btf_table *table)
{
	free(table->marks);
	table->marks = NULL;
}

int btf_table_walk(struct btf_table *table, struct err *err)
{
	while (btf_table_next(table))
		;
	return table->room ? err_set(err, EINVAL, "malformed BTF: type %u: cut short or of an "
				     "unknown kind", table->count) : 0;
}

const struct btf_type *btf_table_type(const struct btf_table *table, uint32_t id)
{
	const unsigned char *type;

	if (!id || id >= table->count)
		return NULL;
	type = table->parts.types + table->marks[(id - 1) / BTF_TABLE_STEP];
	for (uint32_t i = (id - 1) % BTF_TABLE_STEP; i > 0; i--)
		type += btf_record_size((const struct btf_type *)type);
	return (const struct btf_type *)type;
}

const char *btf_table_string(const struct btf_table *table, uint32_t offset)
{
	return offset < table->parts.strings_size ? table->parts.strings + offset : NULL;
}
