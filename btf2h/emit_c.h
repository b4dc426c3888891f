/* SPDX-License-Identifier: MIT */
/* Parts of the C emitter that the skeleton is made of, too. */
#ifndef BTF2H_EMIT_C_H
#define BTF2H_EMIT_C_H

#include "lib/plan.h"

struct buf;

/* The name of an include guard made of `name`: upper case, '_' for other characters. */
void emit_c_guard(struct buf *out, const char *name);

/* Defines, and takes back, the macros that struct definitions are proved with. */
void emit_c_assert_macros(struct buf *out);
void emit_c_end_assert_macros(struct buf *out);

/* A struct definition with the asserts for its size and all offsets. */
void emit_c_struct(struct buf *out, const struct plan *plan, const struct plan_type *type,
		   const char *name);

#endif
