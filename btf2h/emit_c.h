/* SPDX-License-Identifier: MIT */
/* C and C++: what a row of languages needs, and what skeletons share with types. */
#ifndef BTF2H_EMIT_C_H
#define BTF2H_EMIT_C_H

#include "bindings/names.h"
#include "bindings/plan.h"

struct buf;
struct emit_names;
struct err;
struct skeleton;

/* What its row in language.c names. */
extern const struct naming naming_c;
void emit_c(struct buf *out, const struct plan *plan, const struct emit_names *names);
int skeleton_emit_c(struct buf *out, const struct skeleton *skeleton,
		    const struct emit_names *names, struct err *err);
int skeleton_emit_cpp(struct buf *out, const struct skeleton *skeleton,
		      const struct emit_names *names, struct err *err);

/* The name of an include guard made of `name`: upper case, '_' for other characters. */
void emit_c_guard(struct buf *out, const char *name);

/* Defines, and takes back, the macros that struct definitions are proved with. */
void emit_c_assert_macros(struct buf *out);
void emit_c_end_assert_macros(struct buf *out);

/* A string in quotes. */
void emit_c_string(struct buf *out, const char *string);

/* The statements of a function that gives bytes, and stores how many they are at `sz`. */
void emit_c_bytes(struct buf *out, const void *bytes, size_t size);

/* All types of a plan, between the two. */
void emit_c_types(struct buf *out, const struct plan *plan);

/* A struct or union by its tag, or by its typedef. */
void emit_c_name(struct buf *out, const struct plan_type *type);

/* What a plan speaks of, without its dimensions. */
void emit_c_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref);

/* The declaration of a pointer to what a field is, under the field's name. */
void emit_c_pointer(struct buf *out, const struct plan *plan, const struct plan_field *field,
		    unsigned int indent);

/* A struct definition with the asserts for its size and all offsets. Where it is not packed, so
 * that pointers to what is in it are aligned, its size is what comes of that. */
void emit_c_struct(struct buf *out, const struct plan *plan, const struct plan_type *type,
		   const char *name, bool is_packed);

#endif
