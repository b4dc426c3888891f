// SPDX-License-Identifier: MIT
/*
 * Filters of any text, over records of any bytes.
 *
 * rooms: streams columns lib
 */
#include <bpf/btf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "columns/column.h"
#include "lib/err.h"
#include "streams/filter.h"

enum { RECORD_SIZE = 64 };

/* int pid, ret; char comm[16]; unsigned char saddr[4]; enum { A, B } e; int bits : 3 */
static struct btf *make_types(int *ret_struct)
{
	struct btf *btf = btf__new_empty();
	const int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	const int character = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	const int byte = btf__add_int(btf, "unsigned char", 1, 0);
	const int comm = btf__add_array(btf, number, character, 16);
	const int address = btf__add_array(btf, number, byte, 4);
	const int choice = btf__add_enum(btf, "e", 4);

	btf__add_enum_value(btf, "A", 0);
	btf__add_enum_value(btf, "B", 1);
	*ret_struct = btf__add_struct(btf, "event", RECORD_SIZE);
	btf__add_field(btf, "pid", number, 0, 0);
	btf__add_field(btf, "ret", number, 32, 0);
	btf__add_field(btf, "comm", comm, 64, 0);
	btf__add_field(btf, "saddr", address, 192, 0);
	btf__add_field(btf, "e", choice, 224, 0);
	btf__add_field(btf, "bits", number, 256, 3);
	return btf;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct columns columns;
	static struct btf *btf;
	unsigned char record[RECORD_SIZE] = { 0 };
	struct err err = ERR_INIT;
	struct filter *filter;
	char *text;
	int type;

	if (!btf) {
		btf = make_types(&type);
		if (columns_make(&columns, btf, (uint32_t)type, NULL, &err) < 0)
			abort();
	}
	text = strndup((const char *)data, size);
	if (!text)
		return 0;
	if (filter_compile(text, &columns, &filter, &err) == 0) {
		memcpy(record, data, size < RECORD_SIZE ? size : RECORD_SIZE);
		filter_wants(filter, record);
		filter_free(filter);
	}
	free(text);
	return 0;
}
