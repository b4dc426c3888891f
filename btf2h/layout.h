/* SPDX-License-Identifier: MIT */
/*
 * The layout of planned types as flat lists, to compare: each member of a struct or
 * union with its place, those in structs without a tag included. Taken from the BTF.
 */
#ifndef BTF2H_LAYOUT_H
#define BTF2H_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bindings/plan.h"
#include "lib/buf.h"

struct layout_member {
	size_t name;   /* in `strings`: "a", or "a.b" where the struct of a has no tag */
	uint64_t at;   /* bits */
	uint64_t size; /* bits */
	uint32_t id;   /* of its type in the BTF */
	bool is_bits;
};

struct layout_type {
	const struct plan_type *plan;
	const char *keyword; /* "struct", "union", "enum", "typedef" or "section" */
	const char *name;    /* of an enum without one: its first constant */
	size_t number;       /* among those of one keyword and name, from 0 */
	size_t first_member;
	size_t members;
};

struct layout_enum {
	const char *constant;
	const struct layout_type *type;
};

struct layout {
	const struct plan *plan;
	struct layout_type *types; /* by keyword and name */
	size_t type_count;
	struct layout_member *members;
	size_t member_count;
	size_t member_cap;
	struct layout_enum *enums; /* that have constants, by their first */
	size_t enum_count;
	struct buf strings;
};

/* Lays out all types of a plan that leaves anonymous structs in place. The plan must
 * outlive it. 0, -ENOMEM or -EFBIG. */
int layout_make(struct layout *layout, const struct plan *plan, struct err *err);
void layout_release(struct layout *layout);

/* The type of that keyword, name and number, or null. */
const struct layout_type *layout_find(const struct layout *layout, const struct layout_type *like);

/* An enum whose first constant is of that name, or null. */
const struct layout_type *layout_find_enum(const struct layout *layout, const char *constant);

const char *layout_name(const struct layout *layout, const struct layout_member *member);

#endif
