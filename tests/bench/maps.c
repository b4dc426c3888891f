// SPDX-License-Identifier: MIT
/*
 * Reads maps, as a guest and as a native program over libbpf; prints nanoseconds of a
 * look-up in a hash, of an entry of a batched look-up, and of a read of a counter in .bss
 * that is mapped. The kernel's side, live.bpf.c, is read from stdin.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { ENTRIES = 10000, ROUNDS = 20, READS = 100000000 };

static unsigned char object_bytes[1 << 20];
static size_t object_size;
static uint64_t keys[ENTRIES], values[ENTRIES];

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

#ifdef __wasm__
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

static int hash, bss;

static int start(void)
{
	uint64_t object = wasm_load_bpf_object(object_bytes, (int)object_size);

	hash = wasm_bpf_map_fd_by_name(object, "hash");
	bss = wasm_bpf_map_fd_by_name(object, ".bss");
	return object ? 0 : -1;
}

static int update(uint64_t key, uint64_t value)
{
	return wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0);
}

static int look_up(uint64_t key, uint64_t *value)
{
	return wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, value, NULL, 0);
}

static int look_up_all(uint32_t *count)
{
	uint32_t place;

	return wasm_bpf_map_batch(hash, WASM_BPF_BATCH_LOOKUP, NULL, &place, keys, values, count,
				  0);
}

static const volatile uint64_t *map_counter(void)
{
	struct wasm_bpf_map_info info;
	void *at = (void *)(__builtin_wasm_memory_grow(0, 4) * 65536);

	if (wasm_bpf_map_info(bss, &info, sizeof(info)) < 0 ||
	    wasm_bpf_map_mmap(bss, at, (uint32_t)info.mmap_size) < 0)
		return NULL;
	return at;
}
#else
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/mman.h>

static int hash, bss;

static int start(void)
{
	struct bpf_object *object = bpf_object__open_mem(object_bytes, object_size, NULL);

	if (!object || bpf_object__load(object) < 0)
		return -1;
	hash = bpf_object__find_map_fd_by_name(object, "hash");
	bss = bpf_object__find_map_fd_by_name(object, ".bss");
	return 0;
}

static int update(uint64_t key, uint64_t value)
{
	return bpf_map_update_elem(hash, &key, &value, 0);
}

static int look_up(uint64_t key, uint64_t *value)
{
	return bpf_map_lookup_elem(hash, &key, value);
}

static int look_up_all(uint32_t *count)
{
	uint32_t place;

	return bpf_map_lookup_batch(hash, NULL, &place, keys, values, count, NULL);
}

static const volatile uint64_t *map_counter(void)
{
	void *at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, bss, 0);

	return at == MAP_FAILED ? NULL : at;
}
#endif

static double time_look_ups(void)
{
	uint64_t begin = now(), value, sum = 0;

	for (int round = 0; round < ROUNDS; round++)
		for (uint64_t i = 0; i < ENTRIES; i++)
			if (look_up(i, &value) == 0)
				sum += value;
	begin = now() - begin;
	return sum == (uint64_t)ROUNDS * ENTRIES * (ENTRIES - 1) / 2
		       ? (double)begin / ROUNDS / ENTRIES
		       : -1;
}

static double time_batches(void)
{
	uint64_t begin = now(), total = 0;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t count = ENTRIES;

		look_up_all(&count);
		total += count;
	}
	return total ? (double)(now() - begin) / (double)total : -1;
}

static double time_reads(void)
{
	const volatile uint64_t *counter = map_counter();
	uint64_t begin = now(), sum = 0;

	if (!counter)
		return -1;
	for (int i = 0; i < READS; i++)
		sum += *counter;
	return sum == (uint64_t)READS * *counter ? (double)(now() - begin) / READS : -1;
}

int main(void)
{
	object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	if (start() < 0)
		return 1;
	for (uint64_t i = 0; i < ENTRIES; i++)
		if (update(i, i) < 0)
			return 1;
	printf("%.1f ", time_look_ups());
	printf("%.1f ", time_batches());
	printf("%.2f\n", time_reads());
	return 0;
}
