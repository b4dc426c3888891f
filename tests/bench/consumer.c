// SPDX-License-Identifier: MIT
/*
 * Takes records from a ring buffer, as a native program over libbpf and as a guest: by
 * libbpf's functions with -DLIBBPF, as take.h says, else on v1. It is one source, so
 * that what differs is what is measured. The kernel's side is tests/guests/abi.bpf.c, read
 * from stdin.
 *
 *	consumer drain SIZE BURST
 *				records of SIZE bytes in 100 bursts of BURST, after one more;
 *				prints nanoseconds a record, and how many were wrong
 *	consumer attached	prints the monotonic clock, in ns, once all is attached
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../guests/abi.h"

/* The token is how many nanoseconds the call that makes a burst waits. */
enum { BURSTS = 100, TOKEN = 1061 };

static unsigned char object_bytes[1 << 20];
static size_t object_size;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint64_t expected, wrong;

static inline void count(const void *record)
{
	uint64_t number;

	memcpy(&number, record, sizeof(number));
	wrong += number != expected;
	expected = number + 1;
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

/* A system call that the kernel's side knows by its argument. */
#ifdef __wasm__
#include <wasi/api.h>

static void trigger(void)
{
	__wasi_subscription_t sleep = { .u.tag = __WASI_EVENTTYPE_CLOCK };
	__wasi_event_t event;
	__wasi_size_t n;

	sleep.u.u.clock.timeout = TOKEN;
	(void)__wasi_poll_oneoff(&sleep, &event, 1, &n);
}

#else
#include <poll.h>

static void trigger(void)
{
	const struct timespec sleep = { 0, TOKEN };

	ppoll(NULL, 0, &sleep, NULL);
}

#endif

#if defined(__wasm__) && !defined(LIBBPF)
#include <wasm_bpf.h>
#if defined(MAPPED) || defined(BATCHED)
#include "take.h"
#endif

static uint64_t object;
static int ring, orders;

static int start(const char *program)
{
	object = wasm_load_bpf_object(object_bytes, (int)object_size);
	if (!object || wasm_attach_bpf_program(object, program, NULL) < 0)
		return -1;
	ring = wasm_bpf_map_fd_by_name(object, "ring");
	orders = wasm_bpf_map_fd_by_name(object, "orders");
#if defined(MAPPED) || defined(BATCHED)
	return take_open(ring);
#endif
	return 0;
}

static void set_order(struct order *order)
{
	uint32_t zero = 0;

	wasm_bpf_map_operate(orders, WASM_BPF_MAP_UPDATE, &zero, order, NULL, 0);
}

static void consume(void)
{
#if defined(MAPPED) || defined(BATCHED)
	take_all(ring);
#else
	static char record[8192];

	wasm_bpf_buffer_poll(object, ring, take, NULL, record, sizeof(record), 0);
#endif
}
#else
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static struct ring_buffer *ring;
static int orders;

static int start(const char *program)
{
	struct bpf_object *object = bpf_object__open_mem(object_bytes, object_size, NULL);

	if (!object || bpf_object__load(object) < 0 ||
	    !bpf_program__attach(bpf_object__find_program_by_name(object, program)))
		return -1;
	if (bpf_object__find_map_fd_by_name(object, "ring") < 0)
		return 0;
	orders = bpf_object__find_map_fd_by_name(object, "orders");
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, NULL, NULL);
	return ring ? 0 : -1;
}

static void set_order(struct order *order)
{
	uint32_t zero = 0;

	bpf_map_update_elem(orders, &zero, order, 0);
}

static void consume(void)
{
	ring_buffer__consume(ring);
}
#endif

static void drain(unsigned int size, unsigned int burst)
{
	uint64_t spent = 0;

	/* The first is not in the time: with it, a guest opens what native libbpf has opened. */
	for (int i = 0; i <= BURSTS; i++) {
		struct order order = { .token = TOKEN,
				       .to = TO_RING,
				       .count = burst,
				       .size = size,
				       .next = (uint64_t)i * burst };
		uint64_t before;

		set_order(&order);
		trigger();
		before = now();
		consume();
		spent += i ? now() - before : 0;
	}
	if (expected != (uint64_t)(BURSTS + 1) * burst)
		wrong++;
	printf("%.2f %llu\n", (double)spent / BURSTS / burst, (unsigned long long)wrong);
}

int main(int argc, char **argv)
{
	const bool drains = argc == 4 && strcmp(argv[1], "drain") == 0;
	const char *program = argc == 4 && !drains ? argv[3] : "on_syscall";

	object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	if (argc < 3 || start(program) < 0)
		return 1;
	if (drains) {
		drain((unsigned int)atoi(argv[2]), (unsigned int)atoi(argv[3]));
	} else {
		printf("%llu\n", (unsigned long long)now());
		fflush(stdout);
	}
	return 0;
}
