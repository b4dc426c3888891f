// SPDX-License-Identifier: MIT
/*
 * Reads what tests/bench/traced.bpf.c records until the last record, and prints how long records
 * were on their way: the median and the 99th percentile, microseconds, and how many came. A native
 * program over libbpf, with -DBUSY one that never sleeps, with -DTIMER one that looks each
 * millisecond, with -DPERF from a perf buffer; or a guest: with -DLIBBPF by the same functions,
 * with -DMAPPED and -DBATCHED as take.h says, else on v1. The object is read from stdin.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "traced.h"

enum { BUCKETS = 1 << 20, BUCKET = 64 /* ns */, SAMPLE_EVERY = 7 };

static unsigned char object_bytes[1 << 20];
static size_t object_size;
static uint32_t buckets[BUCKETS]; /* how many took so many times BUCKET */
static uint64_t records, samples;
static int is_over;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* The clock is read for some records: a look for each would be what is measured. */
static inline void count(const void *data)
{
	const struct record *record = data;
	uint64_t took;

	if (record->is_last) {
		is_over = 1;
		return;
	}
	if (records++ % SAMPLE_EVERY)
		return;
	took = (now() - record->time) / BUCKET;
	buckets[took < BUCKETS ? took : BUCKETS - 1]++;
	samples++;
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

static uint64_t object;
static int map;

static int start(void)
{
	object = wasm_load_bpf_object(object_bytes, (int)object_size);
	if (!object || wasm_attach_bpf_program(object, "bench_traced", NULL) < 0)
		return -1;
	map = wasm_bpf_map_fd_by_name(object, "ring");
#if defined(MAPPED) || defined(BATCHED)
	return take_open(map);
#endif
	return 0;
}

static void consume(void)
{
#if defined(MAPPED) || defined(BATCHED)
	wasm_bpf_buffers_wait(NULL, 0, 100);
	take_all(map);
#else
	static char data[256];

	wasm_bpf_buffer_poll(object, map, take, NULL, data, sizeof(data), 100);
#endif
}
#else
#include <bpf/libbpf.h>

#ifdef PERF
static struct perf_buffer *perf;

static void take_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)cpu;
	take(ctx, data, size);
}
#else
static struct ring_buffer *ring;
#endif

static int start(void)
{
	struct bpf_object *object = bpf_object__open_mem(object_bytes, object_size, NULL);

	if (!object || bpf_object__load(object) < 0 ||
	    !bpf_program__attach(bpf_object__find_program_by_name(object, "bench_traced")))
		return -1;
#ifdef PERF
	perf = perf_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), 1024, take_sample,
				NULL, NULL, NULL);
	return perf ? 0 : -1;
#else
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, NULL, NULL);
	return ring ? 0 : -1;
#endif
}

static void consume(void)
{
#if defined(TIMER)
	usleep(1000);
#endif
#if defined(PERF)
	perf_buffer__poll(perf, 100);
#elif defined(BUSY) || defined(TIMER)
	ring_buffer__consume(ring);
#else
	ring_buffer__poll(ring, 100);
#endif
}
#endif

static double quantile(double part)
{
	uint64_t sum = 0;

	for (int i = 0; i < BUCKETS; i++) {
		sum += buckets[i];
		if ((double)sum >= (double)samples * part)
			return (double)i * BUCKET / 1000;
	}
	return 0;
}

int main(void)
{
	object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	if (start() < 0)
		return 1;
	puts("ready");
	fflush(stdout);
	while (!is_over)
		consume();
	printf("%.1f %.1f %llu\n", quantile(0.5), quantile(0.99), (unsigned long long)records);
	return 0;
}
