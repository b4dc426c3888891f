// SPDX-License-Identifier: MIT
/*
 * Takes records from one or more ring buffers, or a perf buffer, while
 * tests/bench/shapes_producer.c fills them, for half a second, and prints millions of records a
 * second, and how many were wrong: missing or twice, by their producers' numbers in each buffer. A
 * native program over libbpf, or a guest: with -DLIBBPF by the same functions, with -DBATCHED by
 * batches, with -DMAPPED from rings in its memory. The kernel's side, shapes.bpf.c, is read from
 * stdin.
 *
 *	shapes RINGS	0: the perf buffer, where records may be missing
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shapes.h"

static unsigned char object_bytes[1 << 20];
static size_t object_size;
static uint64_t records, wrong, expected[RINGS + 1][PRODUCERS];
static int rings;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static inline void count(int buffer, const void *data)
{
	const struct shapes_record *record = data;
	uint64_t *next = &expected[buffer][record->producer % PRODUCERS];

	wrong += buffer == PERF ? record->number < *next : record->number != *next;
	*next = record->number + 1;
	records++;
}

static const char *name_of(int ring)
{
	static char name[] = "ring0";

	name[4] = (char)('0' + ring);
	return name;
}

#if defined(__wasm__) && !defined(LIBBPF)
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

/* Who wants throughput has itself woken for many records at once. */
enum { LEVEL = 256 * 1024 };

static uint64_t object;
static int maps[RINGS + 1];

#ifdef MAPPED
static struct wasm_bpf_ring mapped[RINGS];

static int open_ring(int i)
{
	int ret = wasm_bpf_ring_map(maps[i], &mapped[i]);

	return ret < 0 ? ret : wasm_bpf_buffer_open(maps[i]);
}

static void take(int i)
{
	struct wasm_bpf_ring ring = mapped[i];
	const uint64_t end = wasm_bpf_ring_end(&ring);
	const void *record;
	uint32_t size;

	while ((record = wasm_bpf_ring_next(&ring, end, &size)))
		count(i, record);
	wasm_bpf_ring_release(&ring);
	mapped[i] = ring;
}
#else
static int open_ring(int i)
{
	return wasm_bpf_buffer_open(maps[i]);
}

static void take(int i)
{
	static char data[256 * 1024] __attribute__((aligned(8)));
	int len;

	do {
		len = wasm_bpf_buffer_read(maps[i], data, sizeof(data));
		for (const char *at = data; at < data + len;) {
			const struct wasm_bpf_frame *frame = (const void *)at;

			count(i, frame->data);
			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	} while (len > (int)sizeof(data) / 2);
}
#endif

static int start(void)
{
	object = wasm_load_bpf_object(object_bytes, (int)object_size);
	if (!object)
		return -1;
	if (!rings) {
		maps[PERF] = wasm_bpf_map_fd_by_name(object, "perf");
		return wasm_bpf_buffer_open(maps[PERF]);
	}
	for (int i = 0; i < rings; i++) {
		maps[i] = wasm_bpf_map_fd_by_name(object, name_of(i));
		if (open_ring(i) < 0 ||
		    wasm_bpf_buffer_set(maps[i], WASM_BPF_WAKE_BYTES, LEVEL) < 0)
			return -1;
	}
	return 0;
}

static void consume(void)
{
	wasm_bpf_buffers_wait(NULL, 0, 100);
	for (int i = 0; i < rings; i++)
		take(i);
	if (!rings)
		take(PERF);
}
#else
#include <bpf/libbpf.h>

enum { PAGES = 64 };

static struct ring_buffer *ring_buffer;
static struct perf_buffer *perf_buffer;

static int take(void *ctx, void *data, size_t size)
{
	(void)size;
	count((int)(intptr_t)ctx, data);
	return 0;
}

static void take_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)ctx;
	(void)cpu;
	(void)size;
	count(PERF, data);
}

static int start(void)
{
	struct bpf_object *object = bpf_object__open_mem(object_bytes, object_size, NULL);

	if (!object || bpf_object__load(object) < 0)
		return -1;
	if (!rings) {
		perf_buffer = perf_buffer__new(bpf_object__find_map_fd_by_name(object, "perf"),
					       PAGES, take_sample, NULL, NULL, NULL);
		return perf_buffer ? 0 : -1;
	}
	for (int i = 0; i < rings; i++) {
		const int fd = bpf_object__find_map_fd_by_name(object, name_of(i));

		if (!ring_buffer)
			ring_buffer = ring_buffer__new(fd, take, NULL, NULL);
		else if (ring_buffer__add(ring_buffer, fd, take, (void *)(intptr_t)i) < 0)
			return -1;
	}
	return ring_buffer ? 0 : -1;
}

static void consume(void)
{
	if (rings)
		ring_buffer__poll(ring_buffer, 100);
	else
		perf_buffer__poll(perf_buffer, 100);
}
#endif

int main(int argc, char **argv)
{
	uint64_t begin, spent;

	object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	rings = argc == 2 ? atoi(argv[1]) : -1;
	if (rings < 0 || rings > RINGS || start() < 0)
		return 1;
	while (!records)
		consume();
	records = 0;
	begin = now();
	do {
		consume();
		spent = now() - begin;
	} while (spent < 500000000);
	printf("%.2f %llu\n", (double)records * 1000 / (double)spent, (unsigned long long)wrong);
	return 0;
}
