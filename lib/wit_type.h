/* SPDX-License-Identifier: MIT */
/*
 * A type of the component model: what a component says that it takes or gives. The tree is
 * whole, so a type that is used twice is there twice.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md
 */
#ifndef LIB_WIT_TYPE_H
#define LIB_WIT_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum wit_kind {
	WIT_BOOL,
	WIT_S8,
	WIT_U8,
	WIT_S16,
	WIT_U16,
	WIT_S32,
	WIT_U32,
	WIT_S64,
	WIT_U64,
	WIT_F32,
	WIT_F64,
	WIT_STRING,
	WIT_LIST,   /* one part: an element */
	WIT_RECORD, /* a part for each field */
	WIT_TUPLE,  /* the same, without names */
	WIT_ENUM,   /* a part without a type for each case */
	WIT_FLAGS,  /* the same for each flag */
	WIT_OPTION, /* one part */
	WIT_RESULT, /* two parts: what it is, and what the error is; either may have no type */
	WIT_VARIANT, /* a part for each case, with a type or without */
	WIT_OWN, /* a resource of the host's: one part without a type has the resource's name */
	WIT_BORROW, /* the same, lent for a call */
	WIT_OTHER, /* what BPF has no use for: a guest's resources, streams ... */
};

struct wit_type;

struct wit_part {
	char *name;            /* or null */
	struct wit_type *type; /* or null */
};

struct wit_type {
	enum wit_kind kind;
	uint32_t count;
	struct wit_part *parts;
	uint32_t size, align; /* of a value in linear memory, by the canonical ABI */
};

/* A function's. */
struct wit_func {
	uint32_t count;
	struct wit_part *params;
	struct wit_type *result; /* or null */
};

/* A type with `count` parts, all empty. Null if there is no memory. */
struct wit_type *wit_type_new(enum wit_kind kind, uint32_t count);
void wit_type_free(struct wit_type *type);
void wit_func_release(struct wit_func *func);

/* Decides size and alignment, once the parts are there and have theirs. */
void wit_type_lay_out(struct wit_type *type);

/* Of an option, result or variant: in how many bytes it says which part it has, and where that part
 * of the value at `at` lies. */
uint32_t wit_type_which(const struct wit_type *type);
size_t wit_type_inside(size_t at, const struct wit_type *type);

/* Where the next part of a record or tuple lies, after those that end at `end`. */
uint32_t wit_type_place(const struct wit_type *part, uint32_t end);

/* Adds the type as WIT writes it; of a long one only the beginning. */
void wit_type_print(struct buf *to, const struct wit_type *type);

/* Adds all of a function's type, with the names of fields, cases and resources, and without those of
 * parameters: "(string, u32) -> result<own<map>, record{code: s32}>". */
void wit_func_print(struct buf *to, const struct wit_func *func);

#endif
