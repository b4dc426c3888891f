// SPDX-License-Identifier: MIT
/* consumer.c's `drain SIZE BURST` in C++, by a lambda for each record. */
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <wasi/api.h>
#include <wasm_bpf.hpp>

#include "../guests/abi.h"

enum { BURSTS = 100, TOKEN = 1061 };

static unsigned char object_bytes[1 << 20];

static uint64_t now()
{
	timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return static_cast<uint64_t>(time.tv_sec) * 1000000000 +
	       static_cast<uint64_t>(time.tv_nsec);
}

/* So many nanoseconds: the kernel's side knows that it is meant. */
static void trigger()
{
	__wasi_subscription_t sleep = {};
	__wasi_event_t event;
	__wasi_size_t n;

	sleep.u.tag = __WASI_EVENTTYPE_CLOCK;
	sleep.u.u.clock.timeout = TOKEN;
	(void)__wasi_poll_oneoff(&sleep, &event, 1, &n);
}

int main(int argc, char **argv)
{
	const size_t object_size = fread(object_bytes, 1, sizeof(object_bytes), stdin);
	const uint32_t size = argc > 3 ? static_cast<uint32_t>(atoi(argv[2])) : 16;
	const uint32_t burst = argc > 3 ? static_cast<uint32_t>(atoi(argv[3])) : 10000;
	uint64_t expected = 0, wrong = 0, spent = 0;
	auto object = bpf::Object::open(object_bytes, object_size).value();

	object.load().value();
	auto link = object.attach("on_syscall").value();
	auto orders = object.map<uint32_t, order>("orders").value();
	auto check = [&](const uint64_t &number) {
		wrong += number != expected;
		expected = number + 1;
	};
	auto ring = bpf::RingBuffer<uint64_t>::open(object.find_map("ring"), check).value();

	for (uint64_t i = 0; i <= BURSTS; i++) {
		order order = {};

		order.token = TOKEN;
		order.to = TO_RING;
		order.count = burst;
		order.size = size;
		order.next = i * burst;
		orders.update(0, order).value();
		trigger();
		const uint64_t before = now();
		ring.consume().value();
		spent += i ? now() - before : 0;
	}
	wrong += expected != static_cast<uint64_t>(BURSTS + 1) * burst;
	printf("%.2f %llu\n", static_cast<double>(spent) / BURSTS / burst,
	       static_cast<unsigned long long>(wrong));
	return 0;
}
