// SPDX-License-Identifier: MIT
#include "records/batch.h"

#include <stdint.h>
#include <string.h>

#include "records/buffer.h"
#include "records/records.h"

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
	size_t reserve;  /* room that must be left for one more record, unless it can stay */
	bool keeps;
};

static size_t head_size_of(const struct records *records)
{
	return records->perf_frames ? sizeof(struct head) : SHORT_HEAD;
}

size_t batch_min(const struct records *records)
{
	return head_size_of(records) + 8;
}

/* Two functions are made of this, with the size of a head as a constant: the copy of one is
 * then no call. */
static inline __attribute__((always_inline)) void
put(struct batch *batch, const struct head *head, size_t head_size, const void *data, size_t frame)
{
	memcpy(batch->to, head, head_size);
	memcpy(batch->to + head_size, data, head->size);
	batch->to += frame;
	batch->used += frame;
	batch->left -= frame;
}

static inline __attribute__((always_inline)) int
add(struct batch *batch, size_t head_size, const void *data, size_t size)
{
	struct head head = { (uint32_t)size, (uint32_t)size, 0, 0 };
	size_t frame = head_size + (size + 7) / 8 * 8;

	if (frame > batch->left) {
		if (batch->keeps && batch->used)
			return BUFFER_KEEP;
		batch->counts->cut++;
		frame = batch->left;
		head.size = (uint32_t)(frame - head_size);
	}
	if (head_size > SHORT_HEAD) {
		head.cpu = buffer_cpu(batch->buffer);
		head.lost = buffer_take_lost(batch->buffer, head.cpu);
	}
	put(batch, &head, head_size, data, frame);
	batch->counts->delivered++;
	return batch->left < batch->reserve;
}

static int add_short(void *context, const void *data, size_t size)
{
	return add(context, SHORT_HEAD, data, size);
}

static int add_long(void *context, const void *data, size_t size)
{
	return add(context, sizeof(struct head), data, size);
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
			put(batch, &head, sizeof(head), "", sizeof(head));
	}
}

int batch_read(struct records *records, void *to, size_t size)
{
	struct batch batch = {
		.buffer = records->buffer,
		.counts = records->counts,
		.to = to,
		.left = size / 8 * 8,
		.keeps = buffer_is_ring(records->buffer),
	};
	const uint64_t before = records->counts->delivered;
	int ret;

	batch.reserve = head_size_of(records) + (batch.keeps ? 0 : PERF_MAX);
	records->counts->polls++;
	buffer_rest(records->buffer);
	ret = buffer_consume(records->buffer, records->perf_frames ? add_long : add_short, &batch,
			     &records->counts->lost);
	buffer_hold(records->buffer, records->counts->delivered - before);
	if (ret >= 0 && records->perf_frames)
		add_losses(&batch);
	return ret < 0 ? ret : (int)batch.used;
}
