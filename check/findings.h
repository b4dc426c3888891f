/* SPDX-License-Identifier: MIT */
/* Findings while an object is checked. */
#ifndef CHECK_FINDINGS_H
#define CHECK_FINDINGS_H

#include "check/check.h"

struct facts;

/* Counts one thing that is asked for. */
void check_counts(struct check_result *result, enum check_subject subject, bool is_there);

/* Adds a finding, unless the same is there. `program` may be null. Without memory the result does
 * not fit: -ENOMEM. */
int check_add(struct check_result *result, enum check_subject subject, enum check_weight weight,
	      const char *program, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Notes that something is in a module, unless `in` is the kernel. As check_add(). */
int check_in(struct check_result *result, enum check_subject subject, const char *program,
	     const char *what, const struct facts *in);

/* Keeps a name that a module may have. 0 or -ENOMEM. */
int check_want(struct check_result *result, const char *name);

/* How many findings are about what is not there; the others are about modules. */
size_t check_lacks(const struct check_result *result);

#endif
