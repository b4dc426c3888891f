/* SPDX-License-Identifier: MIT */
/* What happened to the records of a guest's buffers. The numbers outlive the buffers. */
#ifndef RECORDS_COUNTS_H
#define RECORDS_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct counts {
	struct counts *next;
	char name[64];      /* of the map */
	uint64_t polls;     /* and reads */
	uint64_t delivered; /* records */
	uint64_t cut;       /* delivered records that were larger than the guest's room */
	uint64_t lost;      /* records that the kernel dropped; known for perf buffers only */
	bool mapped;        /* the guest mapped it, so not all of its records are counted */
	bool unread;        /* the guest never opened it */
	uint64_t taken;     /* bytes that the guest took from a mapped ring, once it is unmapped */
};

struct counts_list {
	struct counts *_Atomic first;  /* newest first; other threads may read it */
	size_t made;                   /* how many, at most some thousand, because they stay */
};

/* Makes counts for a map of that name, or null. After some thousand, all later maps share one. */
struct counts *counts_add(struct counts_list *list, const char *name);

void counts_release(struct counts_list *list);

#endif
