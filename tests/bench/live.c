// SPDX-License-Identifier: MIT
/*
 * Takes records from a ring buffer while tests/bench/producer.c fills it, for two
 * seconds, and prints millions of records a second, and how many were wrong. A native
 * program over libbpf, or a guest: with -DLIBBPF by the same functions, with -DBATCHED by
 * batches, with -DMAPPED from the ring in its memory, else by v1. The kernel's side,
 * live.bpf.c, is read from stdin.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static unsigned char object_bytes[1 << 20];
static size_t object_size;
static uint64_t records, wrong, expected;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static inline void count(const void *record)
{
	uint64_t number;

	memcpy(&number, record, sizeof(number));
	wrong += number != expected;
	expected = number + 1;
	records++;
}

#if !defined(MAPPED) && !defined(BATCHED)
static int take(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)size;
	count(data);
	return 0;
}
#endif

#if defined(__wasm__) && !defined(LIBBPF)
#include <wasm_bpf.h>
#if defined(MAPPED) || defined(BATCHED)
#include "take.h"
#endif

/* Who wants throughput has itself woken for many records at once. */
enum { LEVEL = 256 * 1024 };

static uint64_t object;
static int map;

static int start(void)
{
	object = wasm_load_bpf_object(object_bytes, (int)object_size);
	map = wasm_bpf_map_fd_by_name(object, "ring");
#if defined(MAPPED) || defined(BATCHED)
	return take_open(map) < 0 ? -1 : wasm_bpf_buffer_set(map, WASM_BPF_WAKE_BYTES, LEVEL);
#endif
	return object ? 0 : -1;
}

#if defined(MAPPED) || defined(BATCHED)
static void consume(void)
{
	wasm_bpf_buffers_wait(NULL, 0, 100);
	take_all(map);
}
#else
static void consume(void)
{
	static char data[8192];

	wasm_bpf_buffer_poll(object, map, take, NULL, data, sizeof(data), 100);
}
#endif
#else
#include <bpf/libbpf.h>

static struct ring_buffer *ring;

static int start(void)
{
	struct bpf_object *object = bpf_object__open_mem(object_bytes, object_size, NULL);

	if (!object || bpf_object__load(object) < 0)
		return -1;
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, NULL, NULL);
	return ring ? 0 : -1;
}

static void consume(void)
{
	ring_buffer__poll(ring, 100);
}
#endif

/* libbpf's poll does not return as long as records come: the producer's pauses end it. */
static uint64_t run(uint64_t duration)
{
	uint64_t begin = now(), spent;

	do {
		consume();
		spent = now() - begin;
	} while (spent < duration);
	return spent;
}

int main(void)
{
	uint64_t spent;

	object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	if (start() < 0)
		return 1;
	while (!records)
		consume();
	records = 0;
	spent = run(2000000000);
	printf("%.2f %llu\n", (double)records * 1000 / (double)spent, (unsigned long long)wrong);
	return 0;
}
