/* SPDX-License-Identifier: MIT */
/*
 * The parts of the Go emitter. They call downwards: emit_go.c -> go_imports.c, go_bits.c,
 * go_value.c -> go_type.c.
 */
#ifndef BTF2H_GO_H
#define BTF2H_GO_H

#include <stdbool.h>

#include "bindings/plan.h"
#include "lib/buf.h"

/* The text of a file, and which packages it needs. To be released. */
struct go {
	struct buf *out;
	const struct plan *plan;
	struct buf index, value; /* expressions, of go_value.c */
	bool uses_binary, uses_io, uses_math;
	bool uses_bytes, uses_fmt;
	const char *sdk; /* what a file that embeds an object needs, or null; it has no sections */
};

/* --- go_imports.c, go_bits.c, go_value.c --- */

/* The packages that the types' text needs, beside those that are set. */
void go_import(struct go *go);

enum { MAX_EXPRESSION = 1 << 16 };

#define GO_INIT .index = BUF_INIT(MAX_EXPRESSION), .value = BUF_INIT(MAX_EXPRESSION)

void go_release(struct go *go);

/* Statements in a method that read the value called `parent` + `name` from
 * `bytes[offset:]`, or write it there. */
void go_move(struct go *go, const char *parent, const char *name, const struct plan_ref *ref,
	     const char *bytes, uint32_t offset, bool reads);

/* The methods that get and set a bit-field of `type`, in the bytes of `storage`. */
void go_bit_accessors(struct go *go, const struct plan_type *type,
		      const struct plan_field *storage, const struct plan_field *field);

/* Bytes of the type of a bit-field. */
uint32_t go_bit_size(const struct plan *plan, const struct plan_ref *ref);

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
