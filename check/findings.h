/* SPDX-License-Identifier: MIT */
/* Findings while an object is checked. */
#ifndef CHECK_FINDINGS_H
#define CHECK_FINDINGS_H

#include "check/check.h"

/* Counts one thing that is asked for. */
void check_counts(struct check_result *result, enum check_subject subject, bool is_there);

/* Adds a finding, unless the same is there. `program` may be null. Without memory the result does
 * not fit: -ENOMEM. */
int check_add(struct check_result *result, enum check_subject subject, enum check_weight weight,
	      const char *program, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#endif
