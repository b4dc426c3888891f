/* SPDX-License-Identifier: MIT */
/* What the kernel's programs and maps take, of two moments. */
#ifndef ACTIVITY_DEMAND_H
#define ACTIVITY_DEMAND_H

#include <stdint.h>

#include "activity/kernel.h"
#include "activity/runs.h"

struct buf;
struct err;

struct demand {
	uint64_t at; /* clock_now() */
	struct kernel_lists lists;
	struct runs runs;
};

/* -EPERM, -ENOMEM. */
int demand_read(struct demand *ret_usage, struct err *err);
void demand_release(struct demand *demand);

/* Tables for people, or an object on a line. */
void demand_text(const struct demand *before, const struct demand *now, struct buf *to);
void demand_json(const struct demand *before, const struct demand *now, struct buf *to);

#endif
