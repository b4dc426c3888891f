/* SPDX-License-Identifier: MIT */
/* What happened to the records of a guest's buffers. The numbers outlive the buffers. */
#ifndef RECORDS_COUNTS_H
#define RECORDS_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct counts {
	struct counts *next;
	char name[64];      /* the map's */
	uint64_t polls;
	uint64_t delivered;
	uint64_t cut;       /* of these, larger than the guest's room for them */
	uint64_t lost;      /* dropped by the kernel, which tells for perf buffers */
	bool mapped;        /* once, so that not all of its records are counted */
	bool unread;        /* nobody opened it */
	uint64_t taken;     /* bytes that the guest took from a mapped ring, once unmapped */
};

struct counts_list {
	struct counts *_Atomic first;  /* newest first; other threads may read it */
	size_t made;                   /* there is an end to them, as they stay */
};

/* New counts for a map of that name, or null. After thousands all others share theirs. */
struct counts *counts_add(struct counts_list *list, const char *name);

void counts_release(struct counts_list *list);

#endif
