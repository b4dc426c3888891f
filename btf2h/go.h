/* SPDX-License-Identifier: MIT */
/*
 * The parts of the Go emitter. They call downwards: emit_go.c -> go_bits.c, go_value.c ->
 * go_type.c.
 */
#ifndef BTF2H_GO_H
#define BTF2H_GO_H

#include <stdbool.h>

#include "bindings/plan.h"
#include "lib/buf.h"

/* The text of a file, and which packages it needs. */
struct go {
	struct buf *out;
	const struct plan *plan;
	size_t imports; /* where they go */
	bool uses_binary, uses_io, uses_math;
	bool uses_bytes, uses_fmt;
	const char *sdk; /* what a file that embeds an object needs, or null */
};

/* --- go_bits.c, go_value.c --- */

/* Statements in a method that read the value called `parent` + `name` from
 * `bytes[offset:]`, or write it there. */
void go_move(struct go *go, const char *parent, const char *name, const struct plan_ref *ref,
	     const char *bytes, uint32_t offset, bool reads);

/* The methods that get and set a bit-field of `type`, in the bytes of `storage`. */
void go_bit_accessors(struct go *go, const struct plan_type *type,
		      const struct plan_field *storage, const struct plan_field *field);

/* --- go_type.c --- */

/* As many spaces as it is from `from` to `to`. */
void go_pad(struct buf *out, size_t from, size_t to);

/* The integer of so many bytes, 8 at most. */
const char *go_integer(uint32_t size, bool is_signed);

/* Whether Go has no type for it, and it is an array of its bytes. */
bool go_is_bytes(const struct plan_ref *ref);

/* Whether its members share bytes, so that it is one array of bytes. */
bool go_is_shared(const struct plan *plan, const struct plan_type *type);

/* "[2][3]uint32" */
void go_type(struct buf *out, const struct plan *plan, const struct plan_ref *ref);

#endif
