/* SPDX-License-Identifier: MIT */
/*
 * The plan: what is written for the types of some BTF, decided once for every
 * emitter. Which types, in which order (a type follows all that it holds by
 * value), under which unique names, and where each byte of each type belongs.
 * Emitters turn it into text and decide nothing. docs/layout.md has the rules.
 *
 * Its files call downwards: plan.c -> plan_order.c, plan_names.c -> plan_body.c ->
 * plan_ref.c -> builder.c.
 */
#ifndef BINDINGS_PLAN_H
#define BINDINGS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct err;
struct names;
struct naming;

/* --- what a member, an element or a typedef is ------------------------------- */

enum ref_kind {
	REF_INT,     /* an integer of 1, 2, 4, 8 or 16 bytes */
	REF_BOOL,    /* one byte */
	REF_CHAR,    /* one byte of text: arrays and typedefs of plain char */
	REF_FLOAT,   /* 4 or 8 bytes */
	REF_POINTER, /* 4 or 8 bytes; `id` is the pointee */
	REF_BYTES,   /* `size` bytes that the languages have no type for */
	REF_NAMED,   /* the planned type `type` */
	REF_INLINE,  /* an anonymous struct or union, written in place: `body` */
};

/* Small, as there is one for each member: a kernel's types have 100,000. */
struct plan_ref {
	enum ref_kind kind : 8;
	uint32_t is_signed : 1; /* REF_INT, REF_CHAR */
	uint32_t dims : 16;     /* how many: not more than btf_check() lets types nest */
	uint32_t size;          /* bytes of one element */
	uint32_t id;            /* in the BTF, where the dimensions end */
	union {
		uint32_t type;  /* REF_NAMED: index in plan.types */
		uint32_t body;  /* REF_INLINE: index in plan.bodies */
	};
	uint32_t first_dim;     /* outermost dimension, in plan.dims */
};

/* --- the bytes of a struct or union ------------------------------------------- */

enum field_kind {
	FIELD_MEMBER,
	FIELD_PAD,      /* bytes that belong to no member */
	FIELD_BITS,     /* the bytes of one or more bit-fields, which follow */
	FIELD_BIT,      /* a bit-field */
	FIELD_BIT_PAD,  /* bits inside FIELD_BITS that belong to no bit-field */
};

struct plan_field {
	enum field_kind kind;
	const char *name;    /* unique in its scope; null for an anonymous member */
	const char *source;  /* the name in the BTF, or empty */
	const char *setter;  /* "set_" and its name, where plan_opts.setters: of bit-fields, and
			      * of all that is in a union */
	uint32_t id;         /* the member's type in the BTF */
	uint32_t offset;     /* bytes from the start of the body; of bits: of their FIELD_BITS */
	uint32_t size;       /* bytes; of bits: of their FIELD_BITS */
	uint32_t bit_offset; /* of bits: from `offset` */
	uint32_t bits;       /* of bits: how many */
	struct plan_ref ref; /* FIELD_MEMBER, FIELD_BIT */
};

struct plan_body {
	uint32_t id; /* in the BTF */
	uint32_t size;
	uint32_t first_field;
	uint32_t fields;
	uint32_t scope; /* of its members' names */
	bool is_union;
	bool is_opaque; /* its members overlap: it is one array of bytes */
};

/* --- types --------------------------------------------------------------------- */

enum plan_kind {
	PLAN_STRUCT,
	PLAN_UNION,
	PLAN_ENUM,
	PLAN_TYPEDEF,
	PLAN_FORWARD,
	PLAN_SECTION, /* the variables of a section, as a struct */
};

struct plan_constant {
	const char *name;
	const char *source;
	uint64_t value; /* sign-extended where the enum is signed */
};

struct plan_type {
	enum plan_kind kind;
	uint32_t id;          /* in the BTF */
	uint32_t size;        /* bytes */
	const char *name;     /* null: an enum of which only the constants are needed */
	const char *source;   /* the name in the BTF, or empty */
	uint32_t body;        /* struct, union, section */
	struct plan_ref ref;  /* typedef */
	uint32_t first_constant;
	uint32_t constants;
	bool is_signed;       /* enum */
	bool is_union;        /* forward */
};

struct plan {
	const struct btf *btf;
	struct names *names;
	struct plan_type *types; /* in the order to write them */
	size_t type_count;
	struct plan_body *bodies;
	size_t body_count;
	struct plan_field *fields;
	size_t field_count;
	struct plan_constant *constants;
	size_t constant_count;
	uint32_t *dims;
	size_t dim_count;
	struct plan_ref *refs; /* of plan_opts.ref_ids, in that order; without a size: none */
	size_t ref_count;
};

/* What the language that is written can do, and which types are asked for. */
struct plan_opts {
	const struct naming *naming;
	bool inline_anonymous; /* anonymous structs stand in place; else they get names */
	bool tags;             /* struct foo and typedef foo can be the same; forwards exist */
	bool flat_constants;   /* constants of all enums share one scope with the types */
	bool member_scopes;    /* a member hides a type of its name (C++) */
	bool packed_bits;      /* bit-fields are written as such, with the bits between them */
	bool setters;          /* bit-fields, and members of unions, have functions that set them */
	bool sections_only;    /* just the sections' global variables, and no type has a name ... */
	bool tags_only;        /* ... or only structs and unions have */
	const char *section_prefix;
	const char
		*type_prefix; /* of all types, and before that of an enum its constants'; or null */
	const bool *wanted;    /* by type id, what to start from; null: all but sections */
	const uint32_t *ref_ids; /* types that the user speaks of: wanted, or of no name */
	size_t ref_count;
};

/* Makes the plan for checked BTF (see btf_check.h), which must outlive it.
 * 0, -ENOMEM, or -EFBIG where anonymous types multiply without end. */
int plan_make(struct plan *plan, const struct btf *btf, const struct plan_opts *opts,
	      struct err *err);
void plan_release(struct plan *plan);

/* The number of elements of all dimensions; 1 without any. */
uint64_t plan_elements(const struct plan *plan, const struct plan_ref *ref);

/* Whether a DATASEC holds variables of the program: not maps, licence or externs. */
bool plan_is_data_section(const struct btf *btf, uint32_t id);

#endif
