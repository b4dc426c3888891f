/* SPDX-License-Identifier: MIT */
/*
 * What the plan does not decide because only WIT asks it: which construct each
 * type becomes, the cases of enums and flags, and what must be written as plain
 * bytes to stay within the limits that tools for components share. Pure.
 */
#ifndef VALUES_SHAPE_H
#define VALUES_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct plan;
struct plan_field;
struct plan_ref;

enum shape_kind {
	SHAPE_NONE,    /* not written */
	SHAPE_RECORD,  /* a field for each member and bit-field */
	SHAPE_ENUM,    /* a case for each value */
	SHAPE_FLAGS,   /* flag n stands for bit n */
	SHAPE_INTEGER, /* an enum that WIT has no construct for */
	SHAPE_VARIANT, /* a union of which tags say which member counts: a case for each of these,
			* and a last one for its bytes */
	SHAPE_ALIAS,   /* a typedef */
	SHAPE_BYTES,   /* unions, and what is empty or beyond a limit */
};

enum { NO_CONSTANT = UINT32_MAX };

struct shape_case {
	const char *name;
	uint32_t constant; /* the first with its value; NO_CONSTANT: a bit without a name, or
			    * the last case of an enum for guests: any other value. Of a
			    * variant: the member's number in plan.fields */
	const char *tag;   /* of a variant's member: "column:value", the BTF's; else null */
};

/* What a validator of components counts. */
struct shape_weight {
	uint64_t nodes; /* types and fields, those of types inside included */
	uint32_t depth;
	uint64_t size;  /* bytes of a value, at most */
};

struct shape_type {
	enum shape_kind kind;
	struct shape_weight weight;
	uint32_t first_case;
	uint32_t cases;
	uint32_t zero;   /* flags: the first constant without a bit, or NO_CONSTANT */
	const char *column; /* variant: "column:value" of a case; all name one column */
	uint32_t length; /* bytes: how many, or 0 for a list of any length */
};

struct shape {
	struct shape_type *types; /* one for each of plan.types */
	struct shape_case *cases;
	uint32_t case_count;
	uint32_t *next_same;      /* by constant: the next with its value, or NO_CONSTANT */
	bool fixed_lists;         /* arrays are list<T, N>, else list<T> */
	bool for_guest;
};

struct shape_opts {
	bool fixed_lists; /* arrays are list<T, N>, else list<T> */
	bool for_guest;   /* the host makes values of records for a guest: the innermost dimension
			   * of plain char is a string, and enums have a last case for what has no
			   * constant; plan.refs count towards the limits */
};

/* Whether it is a field of a record: padding, and the bytes of bit-fields, are not. */
bool shape_has(const struct plan_field *field);

/* Whether the innermost dimension is a string and no list. */
bool shape_is_string(const struct shape *shape, const struct plan_ref *ref);

/* Whether the innermost dimension is of bytes: of unsigned integers of 8 bits that are not plain
 * char, behind typedefs or not. */
bool shape_is_bytes(const struct plan *plan, const struct plan_ref *ref);

/* 0 or -ENOMEM. */
int shape_make(struct shape *shape, const struct plan *plan, const struct shape_opts *opts,
	       struct err *err);
void shape_release(struct shape *shape);

#endif
