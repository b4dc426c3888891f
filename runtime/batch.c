// SPDX-License-Identifier: MIT
#include "batch.h"

#include <stdint.h>
#include <string.h>

#include "buffer.h"
#include "map.h"
#include "session.h"

/* A perf buffer's sample has a header with a 16-bit size. Its reader cannot keep one. */
enum { FRAME_HEAD = 8, PERF_MAX = UINT16_MAX / 8 * 8 + 8 };

struct batch {
	struct counts *counts;
	uint8_t *to;
	size_t left;
	size_t used;
	bool keeps;  /* what does not fit can stay */
};

static int add(void *context, const void *data, size_t size)
{
	struct batch *batch = context;
	uint32_t head[2] = { (uint32_t)size, (uint32_t)size };
	size_t frame = FRAME_HEAD + (size + 7) / 8 * 8;

	if (frame > batch->left) {
		if (batch->keeps && batch->used)
			return BUFFER_KEEP;
		batch->counts->cut++;
		frame = batch->left;
		head[0] = (uint32_t)frame - FRAME_HEAD;
	}
	memcpy(batch->to, head, sizeof(head));
	memcpy(batch->to + FRAME_HEAD, data, head[0]);
	batch->counts->delivered++;
	batch->to += frame;
	batch->used += frame;
	batch->left -= frame;
	return batch->left < (batch->keeps ? FRAME_HEAD : FRAME_HEAD + PERF_MAX);
}

int batch_read(struct map *map, void *to, size_t size)
{
	struct batch batch = {
		.counts = map->counts,
		.to = to,
		.left = size / 8 * 8,
		.keeps = buffer_is_ring(map->buffer),
	};
	int ret;

	map->counts->polls++;
	ret = buffer_consume(map->buffer, add, &batch, &map->counts->lost);
	return ret < 0 ? ret : (int)batch.used;
}
