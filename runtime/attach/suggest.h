/* SPDX-License-Identifier: MIT */
/* What a name that the kernel does not know may have been meant as. */
#ifndef ATTACH_SUGGEST_H
#define ATTACH_SUGGEST_H

#include <stdbool.h>

enum { SUGGEST_MAX = 160 };

/* A tracepoint: its name, or with a group that and its name. Whether one is near. */
bool suggest_tracepoint(const char *group, const char *name, char ret_near[static SUGGEST_MAX]);

/* A function of the kernel's or its modules'; `prefix` stands before the name in the kernel. */
bool suggest_function(const char *name, const char *prefix, char ret_near[static SUGGEST_MAX]);

#endif
