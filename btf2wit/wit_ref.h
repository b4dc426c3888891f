/* SPDX-License-Identifier: MIT */
/* Writes the type of a field, a parameter or a result. */
#ifndef BTF2WIT_WIT_REF_H
#define BTF2WIT_WIT_REF_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct plan;
struct plan_ref;
struct shape;
struct uses;

/* Text that is being written, and what it is made of. */
struct wit {
	struct buf *out;
	const struct plan *plan;
	const struct shape *shape;
	bool hex; /* bytes are strings of digits */
	const struct uses *uses; /* what named types are called here; null: by their own names */
};

/* The integer of that many bytes. */
const char *wit_integer(uint32_t size, bool is_signed);

/* Bytes, of which there are so many. */
void wit_bytes(const struct wit *w, uint32_t length);

/* The end of a list's type: with its length, if lists have fixed lengths and it is not 0. */
void wit_end_list(const struct wit *w, uint32_t length);

void wit_ref(const struct wit *w, const struct plan_ref *ref);

#endif
