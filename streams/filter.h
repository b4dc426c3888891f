/* SPDX-License-Identifier: MIT */
/*
 * Which records are wanted: an expression over columns, compiled once to a flat program.
 *
 *	pid == 7 && comm ~ "ba*" || duration_ns > 1ms
 *	!(ret in (0, -EAGAIN)), uid != euid, exit_event
 */
#ifndef STREAMS_FILTER_H
#define STREAMS_FILTER_H

#include <stdbool.h>

struct columns;
struct err;
struct filter;

/* -EINVAL, with what is wrong and where; -ENOENT for a column that there is not; -ENOMEM. The
 * columns must stay. */
int filter_compile(const char *expression, const struct columns *columns,
		   struct filter **ret_filter, struct err *err);
void filter_free(struct filter *filter);

/* Whether a record of at least the columns' size is wanted. */
bool filter_wants(const struct filter *filter, const void *record);

#endif
