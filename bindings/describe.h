/* SPDX-License-Identifier: MIT */
/* What a type, member or constant is in C, in a line of fixed form, for the doc
 * comments of languages that cannot say it. docs/layout-wit.md has the forms. */
#ifndef BINDINGS_DESCRIBE_H
#define BINDINGS_DESCRIBE_H

#include <stdbool.h>

struct buf;
struct plan;
struct plan_constant;
struct plan_field;
struct plan_type;

/* "struct event; size 168" */
void describe_type(struct buf *out, const struct plan *plan, const struct plan_type *type);

/* "comm: char[16]; offset 24; size 16; length 16", or "a: int; bit 3; bits 5" */
void describe_field(struct buf *out, const struct plan *plan, const struct plan_field *field);

/* "GREEN = 5" */
void describe_constant(struct buf *out, const struct plan_constant *constant, bool is_signed);

#endif
