/* SPDX-License-Identifier: MIT */
/* How a guest loads abi.bpf.o and has it emit records; what goes between the two is in abi.h. */
#ifndef ORDERS_TEST_H
#define ORDERS_TEST_H

#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>
#include <wasm_bpf.h>

#include "abi.h"
#include "check.h"

/* Names in the object that a test may make its own, to find them again in the kernel. */
#ifndef ON_SYSCALL
#define ON_SYSCALL "on_syscall"
#define ORDERS "orders"
#endif

static unsigned char object_bytes[1 << 20];
static int object_size;
static uint64_t object;

/* Loads the object on stdin and attaches what takes orders. */
static inline int load(void)
{
	object_size = (int)fread(object_bytes, 1, sizeof(object_bytes), stdin);
	object = wasm_load_bpf_object(object_bytes, object_size);
	return object ? wasm_attach_bpf_program(object, ON_SYSCALL, "") : -1;
}

static inline int map(const char *name)
{
	return wasm_bpf_map_fd_by_name(object, name);
}

/* Has the kernel's side emit `count` records; gives how many its buffer had no room for. */
static inline unsigned long long emit(unsigned int to, unsigned int count, unsigned int size,
				      uint64_t next)
{
	__wasi_subscription_t sleep = { .u.tag = __WASI_EVENTTYPE_CLOCK };
	__wasi_event_t event;
	struct order order = { .to = to, .count = count, .size = size, .next = next };
	unsigned int zero = 0;
	__wasi_size_t n;

	arc4random_buf(&order.token, sizeof(order.token));
	order.token = 1000000 + order.token % 1000000;
	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_UPDATE, &zero, &order, NULL, 0), 0);
	sleep.u.u.clock.timeout = order.token;
	IS(__wasi_poll_oneoff(&sleep, &event, 1, &n), 0);
	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_LOOKUP, &zero, &order, NULL, 0), 0);
	return order.dropped;
}

static inline uint64_t first_number(const void *record)
{
	uint64_t number;

	memcpy(&number, record, sizeof(number));
	return number;
}

#endif
