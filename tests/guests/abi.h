/* SPDX-License-Identifier: MIT */
/* What tests/guests/abi.c and abi.bpf.c tell each other. */
#ifndef ABI_TEST_H
#define ABI_TEST_H

enum { TO_RING, TO_RING2, TO_PERF, TO_BOTH_RINGS };

/* Emit `count` records of `size` bytes, which start with a number each, from `next`
 * on, at the next ppoll(2) that waits for `token` nanoseconds. */
struct order {
	unsigned int token;
	unsigned int to;
	unsigned int count;
	unsigned int size;
	unsigned long long next;
	unsigned long long dropped;
};

struct odd {
	unsigned char bytes[5];
};

#if defined(__TARGET_ARCH_arm64)
#define SYS_PPOLL 73
#else
#define SYS_PPOLL 271
#endif

#ifdef __bpf__
/* How many nanoseconds a ppoll(2) waits at most, by its third argument. */
static inline __attribute__((always_inline)) unsigned long nanoseconds(unsigned long timeout)
{
	unsigned long spec[2];

	if (bpf_probe_read_user(spec, sizeof(spec), (void *)timeout) < 0)
		return 0;
	return spec[0] ? 0 : spec[1];
}
#endif

#endif
