/* SPDX-License-Identifier: MIT */
/* What tests/bench/shapes.bpf.c, its producers and its readers know of each other. */
#ifndef BENCH_SHAPES_H
#define BENCH_SHAPES_H

enum { RINGS = 8, PRODUCERS = 8, PERF = 8 };

/* 64 bytes. A producer's numbers in a buffer are 0, 1, 2... */
struct shapes_record {
	unsigned long long producer;
	unsigned long long number;
	unsigned char rest[48];
};

/* What a run of the program does: its arguments. */
struct work {
	unsigned long long producer;
	unsigned long long count;      /* records */
	unsigned long long buffer;     /* the ring, or PERF */
	unsigned long long spread; /* in turns to so many rings, from that one on; 1 for one */
	unsigned long long wake_every; /* so many of its records in a ring wake the reader once */
};

#endif
