// SPDX-License-Identifier: MIT
/*
 * A guest that tries each import of module `wasm_bpf`, with right and with hostile
 * arguments: abi.wasm TEST [warm] < abi.bpf.o. It prints what was not as it should be, and
 * exits with how many that were.
 */
#include <time.h>
#include <unistd.h>
#include <wasm_bpf.h>

#ifdef VARIANTS
/* As SDKs in the wild declare them: pointers of map_operate as i64 (Rust, Go), and a
 * poll that calls an export back (TinyGo). */
__attribute__((import_module("wasm_bpf"), import_name("wasm_bpf_map_operate")))
int wide_map_operate(int map, int command, uint64_t key, uint64_t value, uint64_t next_key,
		     uint64_t flags);

__attribute__((import_module("callback-wrapper"), import_name("wasm_bpf_buffer_poll")))
int wrapped_poll(uint64_t object, int map, void *ctx, void *data, int max_size, int timeout_ms);

static wasm_bpf_sample_fn wrapped_sample;

__attribute__((export_name("go-callback")))
int go_callback(void *ctx, void *record, size_t size)
{
	return wrapped_sample(ctx, record, size);
}

static int poll_wrapped(uint64_t of, int map, wasm_bpf_sample_fn sample, void *ctx, void *to,
			int max_size, int timeout_ms)
{
	wasm_bpf_sample_fn outer = wrapped_sample;
	int ret;

	wrapped_sample = sample;
	ret = wrapped_poll(of, map, ctx, to, max_size, timeout_ms);
	wrapped_sample = outer;
	return ret;
}

#define wasm_bpf_map_operate(map, command, key, value, next_key, flags)                   \
	wide_map_operate(map, command, (uintptr_t)(key), (uintptr_t)(value),              \
			 (uintptr_t)(next_key), flags)
#define wasm_bpf_buffer_poll poll_wrapped
#endif

#include "orders.h"

/* Has the kernel's side emit `count` records, all of them. */
static void emit_all(unsigned int to, unsigned int count, unsigned int size, uint64_t next)
{
	IS(emit(to, count, size, next), 0);
}

/* What a callback saw. */
struct tally {
	uint64_t next, step, records, wrong, stop;
	size_t size;
	int result;
	int map, other;
};

static int count(void *ctx, void *data, size_t size)
{
	struct tally *tally = ctx;
	uint64_t number;

	memcpy(&number, data, sizeof(number));
	tally->wrong += number != tally->next || size != tally->size;
	tally->next += tally->step;
	tally->records++;
	return tally->result;
}

static char data[16384];

static int poll(int map, wasm_bpf_sample_fn sample, struct tally *tally, int max_size, int timeout)
{
	return wasm_bpf_buffer_poll(object, map, sample, tally, data, max_size, timeout);
}

/* So many records that the runtime takes its way for many of them. */
static void warm_up(void)
{
	struct tally even = { .step = 2, .size = 16 }, odd = { .next = 1, .step = 2, .size = 16 };

	emit_all(TO_BOTH_RINGS, 4000, 16, 0);
	IS(poll(map("ring"), count, &even, sizeof(data), 0), 0);
	IS(poll(map("ring2"), count, &odd, sizeof(data), 0), 0);
	IS(even.records + odd.records, 4000);
	IS(even.wrong + odd.wrong, 0);
}

static void test_rings(void)
{
	struct tally even = { .next = 0, .step = 2, .size = 24, .result = 5 };
	struct tally odd = { .next = 1, .step = 2, .size = 24 };

	IS(poll(map("ring"), count, &even, sizeof(data), 0), 0);
	IS(poll(map("ring2"), count, &odd, sizeof(data), 0), 0);
	for (int i = 0; i < 10; i++) {
		emit_all(TO_BOTH_RINGS, 1000, 24, (uint64_t)i * 1000);
		IS(poll(map("ring"), count, &even, sizeof(data), 1000), 5);
		IS(poll(map("ring2"), count, &odd, sizeof(data), 1000), 0);
	}
	IS(even.records, 5000);
	IS(odd.records, 5000);
	IS(even.wrong + odd.wrong, 0);
	IS(poll(map("ring"), count, &even, sizeof(data), 10), 0);
}

static void test_burst(void)
{
	struct tally tally = { .step = 1, .size = 16 };

	for (int i = 0; i < 100; i++) {
		emit_all(TO_RING, 10000, 16, (uint64_t)i * 10000);
		while (tally.records < (uint64_t)(i + 1) * 10000)
			if (poll(map("ring"), count, &tally, sizeof(data), 100) < 0)
				break;
	}
	IS(tally.records, 1000000);
	IS(tally.wrong, 0);
}

static void test_perf(void)
{
	/* The kernel pads a sample to 8 bytes, less the 4 of its size. */
	struct tally tally = { .step = 1, .size = 28 };

	IS(poll(map("perf"), count, &tally, sizeof(data), 0), 0);
	for (int i = 0; i < 10; i++) {
		emit_all(TO_PERF, 100, 24, (uint64_t)i * 100);
		IS(poll(map("perf"), count, &tally, sizeof(data), 1000), 0);
	}
	IS(tally.records, 1000);
	IS(tally.wrong, 0);
	/* More than the buffer holds: the kernel counts what it drops. */
	emit_all(TO_PERF, 10000, 4096, 1000);
	IS(poll(map("perf"), count, &tally, sizeof(data), 1000), 0);
	emit_all(TO_PERF, 1, 24, 11000);
	IS(poll(map("perf"), count, &tally, sizeof(data), 1000), 0);
}

static void test_cut(void)
{
	struct tally tally = { .step = 1, .size = 64 };

	memset(data, 0x55, sizeof(data));
	emit_all(TO_RING, 3, 5000, 0);
	IS(poll(map("ring"), count, &tally, 64, 0), 0);
	IS(tally.records, 3);
	IS(tally.wrong, 0);
	IS(data[64], 0x55);
}

static int stop_at_second(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;

	(void)record;
	(void)size;
	return ++tally->records == 2 ? -L_E2BIG : 1;
}

static int stop_at(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;

	return count(ctx, record, size) < 0 || tally->records == tally->stop ? -L_E2BIG : 0;
}

/* Stops at each of twenty records of one size; what came is counted so, too. */
static void test_rows(void)
{
	static const unsigned int sizes[] = { 12, 16, 40 };

	for (size_t i = 0; i < 20 * sizeof(sizes) / sizeof(*sizes); i++) {
		struct tally tally = { .step = 1, .size = sizes[i / 20], .stop = i % 20 + 1 };

		emit_all(TO_RING, 20, (unsigned int)tally.size, 0);
		IS(poll(map("ring"), stop_at, &tally, sizeof(data), 0), -L_E2BIG);
		IS(tally.records, tally.stop);
		IS(poll(map("ring"), count, &tally, sizeof(data), 0), 0);
		IS(tally.records, 20);
		IS(tally.wrong, 0);
	}
}

static void test_stop(void)
{
	struct tally tally = { .step = 1, .size = 16, .next = 2 };

	emit_all(TO_RING, 5, 16, 0);
	IS(poll(map("ring"), stop_at_second, &tally, sizeof(data), 0), -L_E2BIG);
	IS(tally.records, 2);
	IS(poll(map("ring"), count, &tally, sizeof(data), 0), 0);
	IS(tally.records, 5);
	IS(tally.wrong, 0);
	emit_all(TO_PERF, 5, 20, 0);
	poll(map("perf"), count, &tally, sizeof(data), 0);
	tally = (struct tally){ .step = 1, .size = 20, .next = 2 };
	emit_all(TO_PERF, 5, 20, 0);
	IS(poll(map("perf"), stop_at_second, &tally, sizeof(data), 0), -L_E2BIG);
	IS(poll(map("perf"), count, &tally, sizeof(data), 0), 0);
	IS(tally.records, 5);
	IS(tally.wrong, 0);
}

static int close_in_callback(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;

	(void)record;
	(void)size;
	tally->records++;
	IS(wasm_close_bpf_object(object), 0);
	IS(wasm_close_bpf_object(object), -L_EBADF);
	IS(wasm_bpf_map_fd_by_name(object, "ring"), -L_EBADF);
	return 3;
}

static void test_close_in_callback(void)
{
	struct tally tally = { 0 };
	int ring = map("ring");

	emit_all(TO_RING, 5, 16, 0);
	IS(poll(ring, close_in_callback, &tally, sizeof(data), 0), 3);
	IS(tally.records, 1);
	IS(poll(ring, count, &tally, sizeof(data), 0), -L_EBADF);
}

static int poll_again(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx, nested = { .step = 1, .size = 16 };

	(void)record;
	(void)size;
	IS(poll(tally->map, count, &nested, sizeof(data), 0), -L_EBUSY);
	IS(poll(tally->other, count, &nested, sizeof(data), 0), 0);
	tally->wrong += nested.wrong;
	tally->records += nested.records;
	return 0;
}

static void test_reenter(void)
{
	struct tally tally = { .map = map("ring"), .other = map("ring2") };

	emit_all(TO_RING, 3, 16, 0);
	emit_all(TO_RING2, 7, 16, 0);
	IS(poll(tally.map, poll_again, &tally, sizeof(data), 0), 0);
	IS(tally.records, 7);
	IS(tally.wrong, 0);
}

static int grow(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;

	count(tally, record, size);
	return __builtin_wasm_memory_grow(0, 16) == (size_t)-1 ? -1 : 0;
}

static void test_grow(void)
{
	struct tally tally = { .step = 1, .size = 16 };

	emit_all(TO_RING, 100, 16, 0);
	IS(poll(map("ring"), grow, &tally, sizeof(data), 0), 0);
	IS(tally.records, 100);
	IS(tally.wrong, 0);
}

static void test_maps(void)
{
	unsigned long long key = 7, next = 0;
	unsigned int value = 70, zero = 0, back = 0;
	unsigned char values[8 * 256];
	int hash = map("hash"), cpus = 0;

	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, &back, NULL, 0), -L_ENOENT);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 2), -L_ENOENT);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 1), 0);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 1), -L_EEXIST);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, &back, NULL, 0), 0);
	IS(back, 70);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_GET_NEXT_KEY, NULL, NULL, &next, 0), 0);
	IS(next, 7);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_GET_NEXT_KEY, &key, NULL, &next, 0), -L_ENOENT);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_DELETE, &key, NULL, NULL, 0), 0);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_DELETE, &key, NULL, NULL, 0), -L_ENOENT);

	/* A value of 5 bytes takes 8 for each CPU, and not a byte more is written. */
	memset(values, 0xaa, sizeof(values));
	IS(wasm_bpf_map_operate(map("per_cpu"), WASM_BPF_MAP_LOOKUP, &zero, values, NULL, 0), 0);
	while (cpus < 256 && values[8 * cpus] == 0)
		cpus++;
	IS(cpus > 0 && cpus < 256, 1);
	for (int i = 8 * cpus; i < (int)sizeof(values); i++)
		if (values[i] != 0xaa)
			IS(i, -1);
	IS(wasm_bpf_map_operate(map("per_cpu"), WASM_BPF_MAP_LOOKUP, &zero,
				memory_end() - 8 * cpus + 1,
				NULL, 0), -L_EFAULT);

	IS(wasm_bpf_map_operate(map("queue"), WASM_BPF_MAP_UPDATE, NULL, &value, NULL, 0), 0);
	IS(wasm_bpf_map_operate(map("queue"), WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0), 0);
	IS(wasm_bpf_map_operate(map("queue"), WASM_BPF_MAP_LOOKUP, NULL, &back, NULL, 0), 0);

	IS(wasm_bpf_map_operate(map(".rodata"), WASM_BPF_MAP_LOOKUP, &zero, values, NULL, 0), 0);
	IS(wasm_bpf_map_operate(map(".rodata"), WASM_BPF_MAP_UPDATE, &zero, values, NULL, 0) < 0,
	   1);
}

static void test_descriptors(void)
{
	unsigned int zero = 0;
	int inner = map("inner");

	/* Whatever the host has open at these numbers, it is not the guest's. */
	for (unsigned int fd = 0; fd < 64; fd++) {
		IS(wasm_bpf_map_operate(map("programs"), WASM_BPF_MAP_UPDATE, &zero, &fd, NULL, 0),
		   -L_EBADF);
		if (fd != (unsigned int)inner && fd != (unsigned int)map("hash"))
			IS(wasm_bpf_map_operate(map("outer"), WASM_BPF_MAP_UPDATE, &zero, &fd, NULL,
						0) < 0, 1);
	}
	IS(wasm_bpf_map_operate(map("outer"), WASM_BPF_MAP_UPDATE, &zero, &inner, NULL, 0), 0);
}

static void test_handles(void)
{
	struct tally tally = { 0 };
	unsigned int key = 0, value = 0;
	uint64_t first = object;
	int hash = map("hash");

	IS(map("hash"), hash);
	IS(map("nosuch"), -L_ENOENT);
	for (int i = -3; i < 5000; i++)
		if (i != hash)
			IS(wasm_bpf_map_operate(i, WASM_BPF_MAP_LOOKUP, &key, &value, NULL, 0),
			   -L_EBADF);
	IS(wasm_bpf_map_operate(hash, 0, &key, &value, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_map_operate(hash, 5, &key, &value, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_map_operate(hash, -1, &key, &value, NULL, 0), -L_EINVAL);
	IS(wasm_close_bpf_object(0), -L_EBADF);
	IS(wasm_close_bpf_object(~0ull), -L_EBADF);
	IS(wasm_close_bpf_object(object + (1ull << 32)), -L_EBADF);
	IS(wasm_attach_bpf_program(object + 1, "pass", NULL), -L_EBADF);
	IS(wasm_bpf_buffer_poll(object + 1, map("ring"), count, &tally, data, 100, 0), -L_EBADF);
	object = wasm_load_bpf_object(object_bytes, object_size);
	IS(object != 0 && object != first, 1);
	/* A map of one object is none of the other's. */
	IS(wasm_bpf_buffer_poll(first, map("ring"), count, &tally, data, 100, 0), -L_EBADF);
	IS(wasm_close_bpf_object(first), 0);
	IS(wasm_close_bpf_object(first), -L_EBADF);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, &value, NULL, 0), -L_EBADF);
	IS(wasm_bpf_map_fd_by_name(first, "hash"), -L_EBADF);
	IS(map("hash") != hash, 1);
}

static void test_pointers(void)
{
	char *end = memory_end();
	char *bad[] = { end, end - 1, end + 1, (char *)-1, (char *)-8, (char *)0x80000000, NULL };
	unsigned long long key = 0;
	unsigned int value = 0;
	int hash = map("hash"), ring = map("ring");

	memset(end - 16, 'x', 16);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *p = bad[i];

		IS(wasm_load_bpf_object(p, 100), 0);
		IS(wasm_bpf_map_fd_by_name(object, p), -L_EFAULT);
		IS(wasm_attach_bpf_program(object, p, NULL), -L_EFAULT);
		if (p)
			IS(wasm_attach_bpf_program(object, "pass", p), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, p, &value, NULL, 0), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, p, NULL, 0), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, p, &value, NULL, 0), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, p, NULL, 0), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_DELETE, p, NULL, NULL, 0), -L_EFAULT);
		IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_GET_NEXT_KEY, &key, NULL, p, 0),
		   -L_EFAULT);
		if (p)
			IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_GET_NEXT_KEY, p, NULL, &key, 0),
			   -L_EFAULT);
		IS(wasm_bpf_buffer_poll(object, ring, count, NULL, p, 100, 0), -L_EFAULT);
	}
	IS(wasm_load_bpf_object(object_bytes, -1), 0);
	IS(wasm_load_bpf_object(object_bytes, 0x7fffffff), 0);
	IS(wasm_load_bpf_object(object_bytes, 0), 0);
	IS(wasm_bpf_buffer_poll(object, ring, count, NULL, data, -1, 0), -L_EINVAL);
#ifndef VARIANTS
	IS(wasm_bpf_buffer_poll(object, ring, (wasm_bpf_sample_fn)0, NULL, data, 100, 0),
	   -L_EINVAL);
	IS(wasm_bpf_buffer_poll(object, ring, (wasm_bpf_sample_fn)100000, NULL, data, 100, 0),
	   -L_EINVAL);
	IS(wasm_bpf_buffer_poll(object, ring, (wasm_bpf_sample_fn)test_maps, NULL, data, 100, 0),
	   -L_EINVAL);
#endif
	IS(wasm_bpf_buffer_poll(object, hash, count, NULL, data, 100, 0), -L_EINVAL);
}

static void test_targets(void)
{
	static char long_target[8192];
	struct tally tally = { 0 };

	memset(long_target, 'x', sizeof(long_target) - 1);
	IS(wasm_attach_bpf_program(object, "nosuch", NULL), -L_ENOENT);
	IS(wasm_attach_bpf_program(object, "nowhere", NULL), -L_ENOENT);
	IS(wasm_attach_bpf_program(object, "nowhere", "no slash"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "pass", NULL) < 0, 1);
	IS(wasm_attach_bpf_program(object, "pass", "nosuchif0"), -L_ENODEV);
	IS(wasm_attach_bpf_program(object, "pass", "lo,fast"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "pass", long_target), -L_EFAULT);
	IS(wasm_attach_bpf_program(object, "tc_pass", "lo"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "tc_pass", "lo,ingress,prio=x"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "ops", "/nosuch/cgroup"), -L_ENOENT);
	IS(wasm_attach_bpf_program(object, "ops", "/tmp") < 0, 1);
	IS(wasm_attach_bpf_program(object, "tick", "cpu-clock"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "tick", "cpu-clock@0hz"), -L_EINVAL);
	IS(wasm_attach_bpf_program(object, "tick", "cpu-clock@99hz,cpu=0"), 0);
	IS(wasm_attach_bpf_program(object, "tick", "cpu-clock,period=10000000"), 0);
	IS(wasm_attach_bpf_program(object, "pass", "lo,skb"), 0);
	IS(wasm_attach_bpf_program(object, "tc_pass", "lo,egress,prio=7,handle=3"), 0);
	printf("waiting\n");
	fflush(stdout);
	while (poll(map("ring"), count, &tally, sizeof(data), -1) >= 0)
		;
}

/* Loads the object 1,000 times, each time with one to three bytes wrong. */
static void test_flips(void)
{
	static unsigned char copy[sizeof(object_bytes)];
	unsigned int loaded = 0, seed = 1;

	for (unsigned int i = 0; i < 1000; i++) {
		uint64_t flipped;

		memcpy(copy, object_bytes, (size_t)object_size);
		for (unsigned int k = 0; k <= i % 3; k++) {
			seed = seed * 1664525 + 1013904223;
			copy[(seed >> 8) % (unsigned int)object_size] ^= 1 << (seed >> 5) % 8;
		}
		flipped = wasm_load_bpf_object(copy, object_size);
		loaded += flipped != 0;
		if (flipped)
			IS(wasm_close_bpf_object(flipped), 0);
	}
	IS(loaded > 100 && loaded < 900, 1);
}

__attribute__((import_module("wasm_bpf"), import_name("wasm_attach_bpf_program_fd")))
int wasm_attach_bpf_program_fd(uint64_t of, const char *name, int descriptor);

/* By the descriptor of a folder: that of a cgroup is number 3 here. */
static void test_directory(void)
{
	IS(wasm_attach_bpf_program_fd(object, "ops", 3), 0);
	IS(wasm_attach_bpf_program_fd(object, "ops", -1) < 0, 1);
	IS(wasm_attach_bpf_program_fd(object, "ops", 0), -L_EBADF);
	IS(wasm_attach_bpf_program_fd(object, "ops", 1), -L_EBADF);
	IS(wasm_attach_bpf_program_fd(object, "ops", 4), -L_EBADF);
	IS(wasm_attach_bpf_program_fd(object, "ops", 0x7fffffff), -L_EBADF);
	IS(wasm_attach_bpf_program_fd(object, "pass", 3) < 0, 1);
	IS(wasm_attach_bpf_program_fd(object, "stream", 3), 0);
	IS(wasm_attach_bpf_program_fd(object, "stream", -1), 0);
	IS(wasm_attach_bpf_program_fd(object, "nosuch", 3), -L_ENOENT);
	IS(wasm_attach_bpf_program_fd(object, NULL, 3), -L_EFAULT);
	IS(wasm_attach_bpf_program_fd(object + 1, "ops", 3), -L_EBADF);
}

/* Is stuck in a call that nothing interrupts, with what the kernel would keep. */
static void test_stuck(void)
{
	IS(wasm_attach_bpf_program(object, "tc_pass", "lo,ingress"), 0);
	printf("waiting\n");
	fflush(stdout);
	fopen("/fifos/empty", "r");
}

/* Polls until it is told to leave, and says how that went. */
static void test_interrupted(void)
{
	struct tally tally = { 0 };
	int ret;

	printf("waiting\n");
	fflush(stdout);
	while ((ret = poll(map("ring"), count, &tally, sizeof(data), -1)) >= 0)
		;
	IS(ret, -L_EINTR);
	printf("flushed\n");
}

static int endless(void *ctx, void *record, size_t size)
{
	(void)ctx;
	(void)record;
	(void)size;
	for (volatile int i = 0;; i++)
		;
}

static void test_endless_callback(void)
{
	emit_all(TO_RING, 1, 16, 0);
	printf("waiting\n");
	fflush(stdout);
	poll(map("ring"), endless, NULL, sizeof(data), -1);
}

static void test_stubborn(void)
{
	printf("waiting\n");
	fflush(stdout);
	for (;;)
		poll(map("ring"), count, NULL, sizeof(data), -1);
}

static void test_sleep(void)
{
	printf("waiting\n");
	fflush(stdout);
	for (;;)
		sleep(1000);
}

/* Some records of each size to 300 bytes, checked to the byte, and nothing behind it. */
static int check_bytes(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;
	unsigned char *bytes = record;

	for (size_t i = 8; i < size; i++)
		tally->wrong += bytes[i] != (unsigned char)i;
	tally->wrong += bytes[size] != 0xaa;
	count(ctx, record, size);
	memset(record, 0xaa, size);
	return 0;
}

enum { SIZES_EACH = 11 };

static void test_sizes(void)
{
	struct tally tally = { .step = 1 };
	static const unsigned int large[] = { 2047, 2048, 2049, 5000, 8191 };

	for (unsigned int size = 8; size <= 300 + sizeof(large) / sizeof(*large); size++) {
		tally.size = size <= 300 ? size : large[size - 301];
		emit_all(TO_RING, SIZES_EACH, (unsigned int)tally.size, tally.next);
		memset(data, 0xaa, sizeof(data));
		IS(poll(map("ring"), check_bytes, &tally, (int)sizeof(data), 0), 0);
	}
	IS(tally.records, SIZES_EACH * (293 + sizeof(large) / sizeof(*large)));
	IS(tally.wrong, 0);
}

static int count_gaps(void *ctx, void *record, size_t size)
{
	struct tally *tally = ctx;
	uint64_t number;

	memcpy(&number, record, sizeof(number));
	tally->wrong += number < tally->next || size != 24;
	tally->next = number + 1;
	tally->records++;
	return 0;
}

/* Takes what another process makes the kernel say meanwhile, sleeping in between; then
 * each record came once, in order, or was counted as dropped. */
static void test_stream(void)
{
	struct tally tally = { 0 };
	struct order order = { 0 };
	unsigned int zero = 0;
	uint64_t before;
	int quiet = 0;

	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_UPDATE, &zero, &order, NULL, 0), 0);
	IS(wasm_attach_bpf_program(object, "stream", NULL), 0);
	printf("waiting\n");
	fflush(stdout);
	IS(poll(map("ring2"), count_gaps, &tally, sizeof(data), 10000), 0);
	while (quiet < 3) {
		before = tally.records;
		IS(poll(map("ring2"), count_gaps, &tally, sizeof(data), 500), 0);
		quiet = tally.records == before ? quiet + 1 : 0;
		if (quiet)
			usleep(200000);
	}
	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_LOOKUP, &zero, &order, NULL, 0), 0);
	IS(tally.wrong, 0);
	IS(tally.records + order.dropped, order.next);
	printf("%llu records, %llu dropped\n", (unsigned long long)tally.records, order.dropped);
}

/* Objects that come and go, each polled. */
static void test_cycles(void)
{
	for (int i = 0; i < 100; i++) {
		struct tally tally = { .step = 1, .size = 16 };

		object = wasm_load_bpf_object(object_bytes, object_size);
		IS(wasm_attach_bpf_program(object, ON_SYSCALL, NULL), 0);
		emit_all(TO_RING, 2000, 16, 0);
		IS(poll(map("ring"), count, &tally, sizeof(data), 0), 0);
		IS(poll(map("ring"), count, &tally, sizeof(data), 0), 0);
		IS(tally.records, 2000);
		IS(tally.wrong, 0);
		IS(wasm_close_bpf_object(object), 0);
	}
	printf("waiting\n");
	fflush(stdout);
	sleep(20);
}

/* More objects than can have a way of their own for many records. */
static void test_many(void)
{
	uint64_t objects[40];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 40; i++) {
			objects[i] = object = wasm_load_bpf_object(object_bytes, object_size);
			IS(wasm_attach_bpf_program(object, ON_SYSCALL, ""), 0);
			warm_up();
			warm_up();
		}
		for (int i = 0; i < 40; i++)
			IS(wasm_close_bpf_object(objects[i]), 0);
	}
}

static int trap(void *ctx, void *record, size_t size)
{
	(void)ctx;
	(void)record;
	(void)size;
	__builtin_trap();
}

static void test_trap_in_callback(void)
{
	emit_all(TO_RING, 3, 16, 0);
	poll(map("ring"), trap, NULL, sizeof(data), 0);
}

static void test_trap(void)
{
	__builtin_trap();
}

static const struct test tests[] = {
	{ "rings", test_rings },
	{ "burst", test_burst },
	{ "perf", test_perf },
	{ "cut", test_cut },
	{ "stop", test_stop },
	{ "rows", test_rows },
	{ "close-in-callback", test_close_in_callback },
	{ "reenter", test_reenter },
	{ "grow", test_grow },
	{ "maps", test_maps },
	{ "descriptors", test_descriptors },
	{ "handles", test_handles },
	{ "pointers", test_pointers },
	{ "targets", test_targets },
	{ "flips", test_flips },
	{ "directory", test_directory },
	{ "stuck", test_stuck },
	{ "interrupted", test_interrupted },
	{ "endless-callback", test_endless_callback },
	{ "stubborn", test_stubborn },
	{ "sleep", test_sleep },
	{ "sizes", test_sizes },
	{ "many", test_many },
	{ "stream", test_stream },
	{ "cycles", test_cycles },
	{ "trap", test_trap },
	{ "trap-in-callback", test_trap_in_callback },
};

int main(int argc, char **argv)
{
	if (load() < 0)
		return 99;
	if (argc > 2 && strcmp(argv[2], "warm") == 0)
		warm_up();
	return run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
