/* SPDX-License-Identifier: MIT */
#ifndef BENCH_TRACED_H
#define BENCH_TRACED_H

enum {
	RING_SIZE = 16 << 20,
	TRACED_ARGUMENT = 0x7ead0001,  /* no process has this number */
	LAST_ARGUMENT = 0x7ead0002,    /* the reader prints what it found, and ends */
};

struct record {
	unsigned long long time;     /* of the submit; monotonic clock, ns */
	unsigned long long is_last;
};

#endif
