// SPDX-License-Identifier: MIT
/*
 * A reader of the torture test: takes COUNT records from the first RINGS rings (0: from the perf
 * buffer), and knows every byte of each (torture.h). What differs is told, and ends it with 1. A
 * guest, or with -DLIBBPF a native program, too; compiled with the same -DTAG= as torture.bpf.c.
 *
 *	torture WAY RINGS COUNT < torture.bpf.o
 *
 * The ways: mapped, read, callback; with -DLIBBPF: poll, by libbpf's functions. With -DFORGETFUL
 * it misses a record, with -DTWICE it takes one twice: the test must find that out.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "torture.h"

enum {
	LARGEST_PERF = (LARGEST + 4 + 7) / 8 * 8 - 4,
	BATCH_LEAST = LARGEST_PERF + 16,
	BATCH_MOST = 256 * 1024
};

static const char *const names[RINGS] = {
	STRING(TAGGED(ring0)), STRING(TAGGED(ring1)), STRING(TAGGED(ring2)), STRING(TAGGED(ring3)),
	STRING(TAGGED(ring4)), STRING(TAGGED(ring5)), STRING(TAGGED(ring6)), STRING(TAGGED(ring7)),
};

static uint64_t next[BUFFERS][PRODUCERS], taken;
static torture_word pattern[PATTERN];

__attribute__((noreturn)) static void differs(int ring, unsigned int size, const char *what)
{
	printf("ring %d, after %" PRIu64 " records, one of %u bytes: %s; next are", ring, taken,
	       size, what);
	for (int i = 0; i < PRODUCERS; i++)
		printf(" %" PRIu64, next[ring][i]);
	printf("\n");
	fflush(stdout);
	exit(1);
}

static void check(int ring, const void *data, unsigned int size)
{
	const unsigned char *record = data;
	const unsigned int producer = record[0] & (PRODUCERS - 1);
	const torture_word who = torture_who(producer, next[ring][producer]);
	const torture_word chance = torture_chance((torture_word)ring, who);
	const struct head head = { who, torture_check(who, torture_size(chance)) };
	const unsigned int wanted = torture_size(chance);
	const unsigned int in_head = wanted < sizeof(head) ? wanted : sizeof(head);

	/* The kernel pads those in a perf buffer. */
	if (size != (ring == PERF ? (wanted + 4 + 7) / 8 * 8 - 4 : wanted))
		differs(ring, size, "its size");
	if (memcmp(record, &head, in_head) != 0)
		differs(ring, size, "its number or its check");
	if (memcmp(record + in_head, (const char *)pattern + torture_shift(chance) + in_head,
		   wanted - in_head) != 0)
		differs(ring, size, "its bytes");
	next[ring][producer]++;
	taken++;
}

static void take(int ring, const void *data, unsigned int size)
{
#ifdef FORGETFUL
	static bool forgotten;

	if (taken == 1000 && !forgotten) {
		forgotten = true;
		return;
	}
#endif
	check(ring, data, size);
#ifdef TWICE
	if (taken == 1000)
		check(ring, data, size);
#endif
}

static int take_called(void *ctx, void *data, size_t size)
{
	take((int)(intptr_t)ctx, data, (unsigned int)size);
	return 0;
}

#ifndef LIBBPF
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

static int object, maps[BUFFERS], taken_map, rings;
static struct wasm_bpf_ring mapped[RINGS];

static void take_mapped(int ring)
{
	const uint64_t end = wasm_bpf_ring_end(&mapped[ring]);
	const void *record;
	uint32_t size;

	while ((record = wasm_bpf_ring_next(&mapped[ring], end, &size)))
		take(ring, record, size);
	wasm_bpf_ring_release(&mapped[ring]);
}

/* Into rooms of all sizes that hold any record. */
static void take_batch(int ring)
{
	static char batch[BATCH_MOST] __attribute__((aligned(8)));
	const uint32_t room = BATCH_LEAST + torture_mix(taken) % (BATCH_MOST - BATCH_LEAST + 1);
	const int len = wasm_bpf_buffer_read(maps[ring], batch, room);

	if (len < 0)
		differs(ring, 0, "a batch fails");
	for (const char *at = batch; at < batch + len;) {
		const struct wasm_bpf_frame *frame = (const void *)at;

		if (frame->whole != frame->size)
			differs(ring, frame->size, "it is cut");
		take(ring, frame->data, frame->size);
		at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	}
}

static void poll_ring(int ring, int timeout_ms)
{
	static char record[LARGEST_PERF];

	if (wasm_bpf_buffer_poll((uint64_t)object, maps[ring], take_called, (void *)(intptr_t)ring,
				 record, sizeof(record), timeout_ms) < 0)
		differs(ring, 0, "a poll fails");
}

static void take_polled(int ring)
{
	poll_ring(ring, 0);
}

static const struct way {
	const char *name;
	void (*take)(int ring);
} ways[] = { { "mapped", take_mapped }, { "read", take_batch }, { "callback", take_polled } };

static const struct way *way;

static bool start(const void *bytes, size_t size, const char *name)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (strcmp(ways[i].name, name) == 0)
			way = &ways[i];
	object = way ? (int)wasm_load_bpf_object(bytes, (int)size) : 0;
	if (!object)
		return false;
	taken_map = wasm_bpf_map_find(object, STRING(TAGGED(taken)));
	maps[PERF] = wasm_bpf_map_find(object, STRING(TAGGED(perf)));
	if (!rings)
		return way->take != take_mapped && wasm_bpf_buffer_open(maps[PERF]) == 0;
	for (int i = 0; i < rings; i++) {
		maps[i] = wasm_bpf_map_find(object, names[i]);
		if ((way->take == take_mapped && wasm_bpf_ring_map(maps[i], &mapped[i]) < 0) ||
		    wasm_bpf_buffer_open(maps[i]) < 0)
			return false;
	}
	return true;
}

/* Waits without an end: a wake-up that is lost is never made up for. */
static void pass(bool wait)
{
	int ready[RINGS], count;

	if (way->take == take_polled && rings <= 1) {
		poll_ring(rings ? 0 : PERF, wait ? -1 : 0);
		return;
	}
	count = wasm_bpf_buffers_wait(ready, RINGS, wait ? -1 : 0);
	if (count < 0)
		differs(0, 0, "a wait fails");
	for (int i = 0; i < count; i++)
		for (int ring = 0; ring < BUFFERS; ring++)
			if (maps[ring] == ready[i])
				way->take(ring);
}

static bool operate(const char *map, int command, unsigned int key, void *value)
{
	return wasm_bpf_map_operate(wasm_bpf_map_find(object, map), command, &key, value, NULL,
				    0) == 0;
}

static bool tell(void)
{
	const unsigned int zero = 0;

	return wasm_bpf_map_operate(taken_map, WASM_BPF_MAP_UPDATE, &zero, &taken, NULL, 0) == 0;
}

static bool get_producer(unsigned int key, struct producer *producer)
{
	return operate(STRING(TAGGED(counts)), WASM_BPF_MAP_LOOKUP, key, producer);
}
#else
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static struct bpf_object *object;
static struct ring_buffer *buffer;
static struct perf_buffer *perf;
static int taken_map, rings;

static void take_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)ctx;
	(void)cpu;
	take(PERF, data, size);
}

/* What finds no room is submitted again. */
static void take_lost(void *ctx, int cpu, __u64 lost)
{
	(void)ctx;
	(void)cpu;
	(void)lost;
}

static bool start(const void *bytes, size_t size, const char *name)
{
	object = strcmp(name, "poll") == 0 ? bpf_object__open_mem(bytes, size, NULL) : NULL;
	if (!object || bpf_object__load(object) < 0)
		return false;
	taken_map = bpf_object__find_map_fd_by_name(object, STRING(TAGGED(taken)));
	if (!rings) {
		perf = perf_buffer__new(bpf_object__find_map_fd_by_name(object,
									STRING(TAGGED(perf))),
					64, take_sample, take_lost, NULL, NULL);
		return perf;
	}
	for (int i = 0; i < rings; i++) {
		const int fd = bpf_object__find_map_fd_by_name(object, names[i]);

		if (buffer)
			ring_buffer__add(buffer, fd, take_called, (void *)(intptr_t)i);
		else
			buffer = ring_buffer__new(fd, take_called, (void *)(intptr_t)i, NULL);
	}
	return buffer;
}

static void pass(bool wait)
{
	if ((perf ? perf_buffer__poll(perf, wait ? -1 : 0)
		  : ring_buffer__poll(buffer, wait ? -1 : 0)) < 0)
		differs(0, 0, "a poll fails");
}

static bool tell(void)
{
	const unsigned int zero = 0;

	return bpf_map_update_elem(taken_map, &zero, &taken, 0) == 0;
}

static bool get_producer(unsigned int key, struct producer *producer)
{
	return bpf_map_lookup_elem(bpf_object__find_map_fd_by_name(object, STRING(TAGGED(counts))),
				   &key, producer) == 0;
}
#endif

/* Each producer's own counts, against what was taken. */
static void compare(void)
{
	uint64_t full = 0, discarded = 0, held = 0;
	struct producer producer;

	for (unsigned int i = 0; i < PRODUCERS; i++) {
		if (!get_producer(i, &producer))
			differs(0, 0, "no producer's counts");
		for (int ring = 0; ring < BUFFERS; ring++)
			if (producer.next[ring] != next[ring][i])
				differs(ring, 0, "a producer has submitted another number");
		full += producer.full;
		discarded += producer.discarded;
		held += producer.held;
	}
	printf("%" PRIu64 " records, %" PRIu64 " dropped, %" PRIu64
	       " behind one that was not done, "
	       "%" PRIu64 " times full\n",
	       taken, discarded, held, full);
}

int main(int argc, char **argv)
{
	static unsigned char bytes[1 << 20];
	const size_t size = fread(bytes, 1, sizeof(bytes), stdin);
	uint64_t count, told = 0;

	if (argc != 4)
		return 2;
	rings = atoi(argv[2]);
	count = strtoull(argv[3], NULL, 10);
	for (unsigned int i = 0; i < PATTERN; i++)
		pattern[i] = torture_mix(i);
	if (rings < 0 || rings > RINGS || !start(bytes, size, argv[1])) {
		printf("cannot start\n");
		return 1;
	}
	printf("ready\n");
	fflush(stdout);
	while (taken < count) {
		pass(true);
		if (taken != told && !tell())
			differs(0, 0, "its count cannot be told");
		told = taken;
	}
	pass(false);
	compare();
	return 0;
}
