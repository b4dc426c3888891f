// SPDX-License-Identifier: MIT
/*
 * Objects of any bytes: what their buffers' records are, and records of any bytes in each format.
 *
 * rooms: streams columns types bindings lib
 */
#include <bpf/btf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "columns/column.h"
#include "lib/err.h"
#include "streams/sink.h"
#include "streams/stream.h"
#include "types/record_type.h"

enum { TYPES_MAX = 64, RECORD_MAX = 1 << 16 };

static const struct sink_format *const formats[] = { &sink_table, &sink_json, &sink_csv,
						     &sink_folded };

static void show(const struct btf *btf, uint32_t type, const uint8_t *data, size_t size)
{
	struct stream stream = { .name = "events" };
	struct sink sink = { .fd = -1, .text = BUF_INIT(16 << 20) };
	struct err err = ERR_INIT;
	void *room = calloc(1, RECORD_MAX);

	if (room && columns_make(&stream.columns, btf, type, NULL, &err) == 0 &&
	    stream.columns.size <= RECORD_MAX && (columns_link(&stream.columns, NULL), true) &&
	    stream_show(&stream, NULL, &err) == 0)
		for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
			sink.format = formats[i];
			sink.last = NULL;
			stream_take(&stream, data, size, room, &sink);
			buf_release(&sink.text);
		}
	stream_release(&stream);
	free(room);
}

/* Of the buffer "events", by BTF or by debug information. */
static void show_records(const struct input *input, bool is_ring, const uint8_t *data, size_t size)
{
	struct record_types types = { .elf = &input->elf, .btf = input->btf };
	struct record_type type;
	struct err err = ERR_INIT;

	if (record_type_find(&types, "events", is_ring, 0, NULL, &type, &err) == 0)
		show(type.btf, type.id, data, size < 4096 ? size : 4096);
	if (record_type_find(&types, "events", is_ring, 0, "event", &type, &err) == 0)
		show(type.btf, type.id, data, size < 4096 ? size : 4096);
	record_types_release(&types);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input.o", .file = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;
	uint32_t type;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0) {
		if (input.is_elf)
			show_records(&input, size & 1, data, size);
		for (type = 1; type < btf__type_cnt(input.btf) && type < TYPES_MAX; type++)
			if (btf_is_composite(btf__type_by_id(input.btf, type)))
				show(input.btf, type, data, size < 4096 ? size : 4096);
	}
	input_release(&input);
	return 0;
}
