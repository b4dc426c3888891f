// SPDX-License-Identifier: MIT
#include "batch.h"

#include <stdint.h>
#include <string.h>

#include "buffer.h"
#include "map.h"
#include "session.h"

/* A perf buffer's sample has a header with a 16-bit size. Its reader cannot keep one. */
enum { PERF_MAX = UINT16_MAX / 8 * 8 + 8 };

/* The first two words of it only, or all. */
struct head {
	uint32_t size;
	uint32_t whole;
	uint32_t cpu;
	uint32_t lost;
};
enum { SHORT_HEAD = 8 };

struct batch {
	struct buffer *buffer;
	struct counts *counts;
	uint8_t *to;
	size_t left;
	size_t used;
	size_t head;
	size_t reserve;  /* room that must be left for one more record, unless it can stay */
	bool keeps;
};

static size_t head_size(const struct map *map)
{
	return map->perf_frames ? sizeof(struct head) : SHORT_HEAD;
}

size_t batch_min(const struct map *map)
{
	return head_size(map) + 8;
}

static void put(struct batch *batch, const struct head *head, const void *data, size_t frame)
{
	memcpy(batch->to, head, batch->head);
	if (head->size)
		memcpy(batch->to + batch->head, data, head->size);
	batch->to += frame;
	batch->used += frame;
	batch->left -= frame;
}

static int add(void *context, const void *data, size_t size)
{
	struct batch *batch = context;
	struct head head = { (uint32_t)size, (uint32_t)size, 0, 0 };
	size_t frame = batch->head + (size + 7) / 8 * 8;

	if (frame > batch->left) {
		if (batch->keeps && batch->used)
			return BUFFER_KEEP;
		batch->counts->cut++;
		frame = batch->left;
		head.size = (uint32_t)(frame - batch->head);
	}
	if (batch->head > SHORT_HEAD) {
		head.cpu = buffer_cpu(batch->buffer);
		head.lost = buffer_take_lost(batch->buffer, head.cpu);
	}
	put(batch, &head, data, frame);
	batch->counts->delivered++;
	return batch->left < batch->reserve;
}

/* Losses after which no record came yet: frames of none. */
static void add_losses(struct batch *batch)
{
	for (uint32_t cpu = 0; cpu < buffer_cpus(batch->buffer); cpu++) {
		struct head head = { .cpu = cpu };

		if (batch->left < sizeof(head))
			return;
		head.lost = buffer_take_lost(batch->buffer, cpu);
		if (head.lost)
			put(batch, &head, NULL, sizeof(head));
	}
}

int batch_read(struct map *map, void *to, size_t size)
{
	struct batch batch = {
		.buffer = map->buffer,
		.counts = map->counts,
		.to = to,
		.left = size / 8 * 8,
		.head = head_size(map),
		.keeps = buffer_is_ring(map->buffer),
	};
	int ret;

	batch.reserve = batch.head + (batch.keeps ? 0 : PERF_MAX);
	map->counts->polls++;
	ret = buffer_consume(map->buffer, add, &batch, &map->counts->lost);
	if (ret >= 0 && map->perf_frames)
		add_losses(&batch);
	return ret < 0 ? ret : (int)batch.used;
}
