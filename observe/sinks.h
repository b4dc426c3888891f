/* SPDX-License-Identifier: MIT */
/* The sinks that the options ask for. */
#ifndef OBSERVE_SINKS_H
#define OBSERVE_SINKS_H

#include "streams/sink.h"

struct err;
struct observe_options;

enum { OBSERVE_SINKS_MAX = 8 };

/* Opens a chain of sinks, of which the first is always there: a table, if there is no option. */
int observe_sinks(const struct observe_options *options, struct sink sinks[OBSERVE_SINKS_MAX],
		  struct err *err);

#endif
