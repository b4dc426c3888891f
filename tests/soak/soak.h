/* SPDX-License-Identifier: MIT */
/* What the kernel's side, its driver and the guest of the soak test know of each other. */
#ifndef SOAK_H
#define SOAK_H

#include "tags.h"

enum { FIRST_RING, SECOND_RING, PERF, BUFFERS };
enum { PRODUCE, FLUSH, FINISH };  /* what a run of the program is to do */
enum { ROOM = 256, LARGEST = 400 };  /* bytes that the guest has for a record, and of one */

struct record {
	unsigned long long number;  /* among those of its buffer */
	unsigned int size;
	unsigned int buffer;
};

/* Bytes that the reader is told a record has: the kernel pads a perf buffer's, so that with
 * the 4 of their length they are a multiple of 8. */
static inline unsigned int whole_size(unsigned int size, unsigned int buffer)
{
	return buffer == PERF ? (size + 4 + 7) / 8 * 8 - 4 : size;
}

/* What became of the records of a buffer, as the kernel's side sees it. */
struct fate {
	unsigned long long submitted;  /* tries */
	unsigned long long dropped;    /* tries that failed */
	unsigned long long large;      /* others, of more than ROOM bytes */
	unsigned long long sum;        /* of these and the rest that did not fail: numbers */
};

struct state {
	struct fate fates[BUFFERS];
	unsigned long long finished;
};

#endif
