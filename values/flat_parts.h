/* SPDX-License-Identifier: MIT */
/* A program of flat.h that is being made, and the parts that make it. Nobody else includes it. */
#ifndef VALUES_FLAT_PARTS_H
#define VALUES_FLAT_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/wit_type.h"
#include "values/flat.h"

struct err;
struct plan;
struct plan_ref;
struct plan_type;
struct shape;
struct shape_type;

enum { FLAT_PATH_SIZE = 512 };

struct flat_maker {
	struct flat *flat;
	const struct plan *plan;
	const struct shape *shape;
	const struct plan_type *record; /* around what is added, if it is a part of it; or null */
	uint32_t record_from;
	uint32_t closed; /* steps before this one are parts of a list or variant that has ended */
	char path[FLAT_PATH_SIZE];
	struct err *err;
};

/* --- what does not fit: each sets the error and gives it -------------------------------------- */

int flat_no_memory(const struct flat_maker *m);
int flat_differs(const struct flat_maker *m, const char *ours, const struct wit_type *theirs);

/* 0 if the guest's type is of that kind, which is one without parts. */
int flat_want(const struct flat_maker *m, enum wit_kind kind, const struct wit_type *type);

/* 0 if the cases or flags of both are the same; the first that is not is named. `word`: "case". */
int flat_same_names(struct flat_maker *m, const struct shape_type *shape,
		    const struct wit_type *type, const char *word);

/* Appends to the path, and returns what it was long before. */
size_t flat_enter(struct flat_maker *m, const char *name);

/* --- steps: `from` and `to` as in struct flat_step; 0 or -errno ------------------------------- */

/* Null if there is no memory, or there are too many. */
struct flat_step *flat_add_step(struct flat_maker *m, enum flat_code code, uint32_t from,
				uint32_t to);

/* What `ref` is below its first `dim` dimensions. `first` is where this list of steps begins. */
int flat_add_ref(struct flat_maker *m, uint32_t first, const struct plan_ref *ref, uint32_t dim,
		 uint32_t from, uint32_t to, const struct wit_type *type);
/* A list of bytes, or a string of their digits, as the guest has it. */
int flat_add_bytes(struct flat_maker *m, uint32_t from, uint32_t to, uint32_t size,
		   const struct wit_type *type);
int flat_add_variant(struct flat_maker *m, const struct plan_type *planned,
		     const struct shape_type *shape, uint32_t from, uint32_t to,
		     const struct wit_type *type);
int flat_add_flags(struct flat_maker *m, const struct plan_type *planned,
		   const struct shape_type *shape, uint32_t from, uint32_t to,
		   const struct wit_type *type);

/* These finish a step whose place and size, and bits if it is a bit-field, are set. `step` may be
 * null: there was no memory. */
int flat_add_number(struct flat_maker *m, const struct plan_ref *ref, struct flat_step *step,
		    const struct wit_type *type);
int flat_add_enum(struct flat_maker *m, const struct plan_type *planned,
		  const struct shape_type *shape, struct flat_step *step,
		  const struct wit_type *type);

enum wit_kind flat_integer(uint32_t size, bool is_signed);

/* --- cases ------------------------------------------------------------------------------------ */

/* The low bits of a constant, as a value of so many has them. */
uint64_t flat_cut(uint64_t value, uint32_t bits);

/* Compares two of struct flat_case, for qsort(). */
int flat_by_value(const void *left, const void *right);

#endif
