/* SPDX-License-Identifier: MIT */
/* Why the last call of a guest that failed did. */
#ifndef BASE_REASON_H
#define BASE_REASON_H

#include <stdint.h>

#include "lib/buf.h"

struct err;
struct log;

struct reason {
	uint64_t kept;     /* how many there were, each in the place of the one before */
	struct buf text;   /* lines, or where it is empty */
	const char *name;  /* the call's name, */
	int code;          /* and its errno */
};

void reason_init(struct reason *reason);
void reason_release(struct reason *reason);

/* Keeps why the call `name` failed with -`code`: what `err` says, with what `log` has, or
 * where `err` says nothing or is null what the number means. */
void reason_keep(struct reason *reason, const struct log *log, const char *name, int code,
		 const struct err *err);

#endif
