// SPDX-License-Identifier: MIT
/*
 * The guest of the soak test: takes records of two ring buffers and a perf buffer, slower than
 * they come, until all were submitted, and compares what it got with what the kernel's
 * side says became of them.
 *
 * Both are compiled with the same -DTAG=.
 *
 *	soak.wasm poll|read|mapped < soak.bpf.o
 *	soak.wasm leave < soak.bpf.o	loads, attaches, opens, and goes
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

#include "../guests/check.h"
#include "soak.h"

enum { SLOW_EVERY = 50000, SLOW_US = 2000 };

static const char *const names[BUFFERS] = { STRING(TAGGED(first)), STRING(TAGGED(second)),
					     STRING(TAGGED(perf)) };
static const char *const labels[BUFFERS] = { "first ring", "second ring", "perf buffer" };

static struct buffer {
	int map;
	uint64_t taken;
	uint64_t cut;
	uint64_t lost;  /* as frames tell */
	uint64_t sum;
	struct wasm_bpf_ring ring;
} buffers[BUFFERS];

static int object, state_map;
static uint64_t all;

static struct state get_state(void)
{
	struct state state = { 0 };
	unsigned int zero = 0;

	IS(wasm_bpf_map_operate(state_map, WASM_BPF_MAP_LOOKUP, &zero, &state, NULL, 0), 0);
	return state;
}

static void take(const void *data, uint32_t size, uint32_t whole)
{
	struct record record;
	struct buffer *buffer;

	memcpy(&record, data, sizeof(record));
	if (record.buffer >= BUFFERS || whole != whole_size(record.size, record.buffer)) {
		IS(whole, record.size);
		return;
	}
	buffer = &buffers[record.buffer];
	buffer->taken++;
	buffer->cut += size < whole;
	buffer->sum += record.number;
	if (++all % SLOW_EVERY == 0)
		usleep(SLOW_US);
}

/* How many bytes a record that was cut had is not told. */
static int take_polled(void *ctx, void *data, size_t size)
{
	struct record record;

	(void)ctx;
	memcpy(&record, data, sizeof(record));
	take(data, (uint32_t)size, size < ROOM ? (uint32_t)size
					       : whole_size(record.size, record.buffer));
	return 0;
}

static bool poll(struct buffer *buffer)
{
	static char data[ROOM];
	const uint64_t before = all;

	IS(wasm_bpf_buffer_poll((uint64_t)object, buffer->map, take_polled, NULL, data,
				sizeof(data), 0), 0);
	return all != before;
}

static bool read_rings(struct buffer *buffer)
{
	static char data[100000] __attribute__((aligned(8)));
	const int len = wasm_bpf_buffer_read(buffer->map, data, sizeof(data));

	IS(len >= 0, 1);
	for (const char *at = data; at < data + len;) {
		const struct wasm_bpf_frame *frame = (const void *)at;

		take(frame->data, frame->size, frame->whole);
		at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	}
	return len > 0;
}

static bool read_perf(struct buffer *buffer)
{
	static char data[200000] __attribute__((aligned(8)));
	const int len = wasm_bpf_buffer_read(buffer->map, data, sizeof(data));

	IS(len >= 0, 1);
	for (const char *at = data; at < data + len;) {
		const struct wasm_bpf_perf_frame *frame = (const void *)at;

		buffer->lost += frame->lost;
		if (frame->whole)
			take(frame->data, frame->size, frame->whole);
		at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	}
	return len > 0;
}

static bool walk(struct buffer *buffer)
{
	const uint64_t end = wasm_bpf_ring_end(&buffer->ring), before = all;
	const void *record;
	uint32_t size;

	while ((record = wasm_bpf_ring_next(&buffer->ring, end, &size)))
		take(record, size, size);
	wasm_bpf_ring_release(&buffer->ring);
	return all != before;
}

/* The three ways; the perf buffer cannot be mapped. */
static const struct way {
	const char *name;
	bool (*rings)(struct buffer *);
	bool (*perf)(struct buffer *);
} ways[] = {
	{ "poll", poll, poll },
	{ "read", read_rings, read_perf },
	{ "mapped", walk, read_perf },
};

static void open_buffers(const struct way *way)
{
	for (int i = 0; i < BUFFERS; i++) {
		buffers[i].map = wasm_bpf_map_find(object, names[i]);
		if (way->rings == walk && i != PERF)
			IS(wasm_bpf_ring_map(buffers[i].map, &buffers[i].ring), 0);
		if (way->perf == read_perf && i == PERF)
			IS(wasm_bpf_buffer_set(buffers[i].map, WASM_BPF_PERF_FRAMES, 1), 0);
		if (i == PERF)
			IS(wasm_bpf_buffer_set(buffers[i].map, WASM_BPF_PERF_PAGES, 16), 0);
		if (way->rings != poll)
			IS(wasm_bpf_buffer_set(buffers[i].map, WASM_BPF_WAKE_DELAY, 500), 0);
		IS(wasm_bpf_buffer_open(buffers[i].map), 0);
	}
}

/* One look at each buffer; whether there was something. */
static bool pass(const struct way *way)
{
	bool some = false;

	for (int i = 0; i < BUFFERS; i++)
		some |= i == PERF ? way->perf(&buffers[i]) : way->rings(&buffers[i]);
	return some;
}

static void compare(const struct way *way, const struct state *state)
{
	for (int i = 0; i < BUFFERS; i++) {
		const struct fate *fate = &state->fates[i];
		const struct buffer *buffer = &buffers[i];
		struct wasm_bpf_buffer_counts counts = { 0 };
		const bool counted = !buffer->ring.data;

		IS(wasm_bpf_buffer_counts(buffer->map, &counts, sizeof(counts)), sizeof(counts));
		IS(counts.delivered, counted ? buffer->taken : 0);
		IS(counts.cut, way->rings == poll ? fate->large : 0);
		IS(counts.lost, i == PERF ? fate->dropped : 0);
		IS(buffer->cut, counts.cut);
		IS(buffer->lost, way->perf == read_perf ? counts.lost : 0);
		IS(fate->submitted, buffer->taken + fate->dropped);
		IS(buffer->sum, fate->sum);
		IS(buffer->taken > 0, 1);
		printf("%s %s: %llu submitted, %llu delivered, %llu dropped, %llu cut\n", way->name,
		       labels[i], fate->submitted, (unsigned long long)buffer->taken, fate->dropped,
		       (unsigned long long)buffer->cut);
	}
}

static int soak(const struct way *way)
{
	struct state state;
	bool some;

	open_buffers(way);
	printf("ready\n");
	fflush(stdout);
	do {
		state = get_state();
		IS(wasm_bpf_buffers_wait(NULL, 0, 10) >= 0, 1);
		some = pass(way);
	} while (some || !state.finished);
	state = get_state();
	compare(way, &state);
	return failures;
}

int main(int argc, char **argv)
{
	static unsigned char bytes[1 << 20];
	const int size = (int)fread(bytes, 1, sizeof(bytes), stdin);

	object = (int)wasm_load_bpf_object(bytes, size);
	state_map = wasm_bpf_map_find(object, STRING(TAGGED(state)));
	if (!object || argc != 2 ||
	    wasm_attach_bpf_program((uint64_t)object, STRING(TAGGED(idle)), NULL) < 0)
		return 99;
	if (strcmp(argv[1], "leave") == 0) {
		open_buffers(&ways[2]);
		return failures;
	}
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			return soak(&ways[i]);
	return 98;
}
