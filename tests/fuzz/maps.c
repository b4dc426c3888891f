// SPDX-License-Identifier: MIT
/*
 * What is said to be mapped in a process: any text.
 *
 * rooms: symbols lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "symbols/process_maps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT(1 << 20);
	struct process_maps maps;
	size_t len = 0;

	buf_add(&text, data, size);
	if (text.error || process_maps_parse(&maps, &text) < 0)
		return 0;
	for (size_t i = 0; i < maps.count; i++) {
		const struct process_map *map = &maps.maps[i];

		len += strlen(map->path);
		if (process_maps_at(&maps, map->start) != map ||
		    process_maps_at(&maps, map->end - 1) != map)
			abort();
	}
	if (len > size)
		abort();
	process_maps_release(&maps);
	return 0;
}
