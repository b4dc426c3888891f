/* SPDX-License-Identifier: MIT */
/* Why the guest's last failed call failed. */
#ifndef BASE_REASON_H
#define BASE_REASON_H

#include <stdint.h>

#include "lib/buf.h"

struct err;
struct log;

struct reason {
	uint64_t kept;     /* how many were kept; each replaces the one before */
	struct buf text;   /* lines; if empty, `name` and `code` say it */
	const char *name;  /* of the call */
	int code;          /* its errno, positive */
};

void reason_init(struct reason *reason);
void reason_release(struct reason *reason);

/* Keeps why the call `name` failed with -`code`: the message of `err` and the text of `log`.
 * If `err` is null or has no message, the number says why. */
void reason_keep(struct reason *reason, const struct log *log, const char *name, int code,
		 const struct err *err);

#endif
