/* SPDX-License-Identifier: MIT */
/*
 * From the bytes of a C type to a value of the component model, in the component's memory: a
 * program without loops or look-ups, made once from what BTF says of the type and what the
 * component says that it takes. docs/layout-wit.md has the rules; shape.h has decided them.
 */
#ifndef VALUES_FLAT_H
#define VALUES_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct plan;
struct plan_ref;
struct shape;
struct wit_type;

enum flat_code {
	FLAT_COPY,   /* `size` bytes as they are */
	FLAT_NUMBER, /* bits, or what becomes a bool */
	FLAT_ENUM,   /* a number that becomes a case */
	FLAT_STRING,
	FLAT_HEX,    /* `size` bytes that become a string of two digits each */
	FLAT_LIST,   /* steps for an element follow, up to `next` */
	FLAT_VARIANT, /* a FLAT_CASE for each case follows, up to `next` */
	FLAT_CASE,   /* its steps follow, up to `next` */
};

struct flat_step {
	enum flat_code code;
	uint32_t from;   /* bytes from the start of the C type, or of the element */
	uint32_t to;     /* the same of the value */
	uint32_t size;   /* bytes: copied, or at most of a string, or of a number in C */
	uint8_t to_size; /* bytes of a number in the value */
	uint8_t bit;     /* of a bit-field: from the first byte's lowest */
	uint8_t bits;    /* how many; 0: it is none */
	bool is_signed;
	bool is_bool;
	uint32_t first, count;  /* enum: of flat.cases; list: `count` elements ... */
	uint32_t stride; /* ... so many bytes apart in C ...; variant: bytes of the union */
	uint32_t element, align; /* ... and of so many in the value */
	uint32_t next;
	uint32_t tag; /* variant: where the number is that decides, as `from`; the cases are its */
	uint32_t name; /* of hex: what the guest calls it, in flat.names */
	uint32_t other; /* the case if none of them is it; of a FLAT_CASE: which it is */
};

/* Which case a number is. */
struct flat_case {
	uint64_t value;
	uint32_t index;
};

struct flat {
	struct flat_step *steps;
	uint32_t step_count, step_cap;
	struct flat_case *cases;  /* of each enum, by value */
	uint32_t case_count, case_cap;
	char *names; /* each ends in a NUL */
	uint32_t name_size;
	uint32_t from_size;  /* bytes of the C type */
	uint32_t size, align; /* of the value */
};

/* Makes the program for what `ref` of the plan is. `what` names it in messages. -EINVAL if the
 * component takes another type: the message says which part differs, and how. */
int flat_make(struct flat *flat, const struct plan *plan, const struct shape *shape,
	      const struct plan_ref *ref, const struct wit_type *type, const char *what,
	      struct err *err);
void flat_release(struct flat *flat);

/* Where values go. */
struct flat_target {
	void *context;
	uint8_t *(*memory)(void *context, size_t *ret_size);
	/* Memory for a list inside the value. False: there is none, and nothing more is written. */
	bool (*allocate)(void *context, uint32_t align, size_t size, size_t *ret_at);
	/* Writes a string, UTF-8, whose pair of address and length belongs at `at`. */
	bool (*string)(void *context, const char *text, size_t size, size_t at);
};

/* Writes one value at `at` of the target's memory. `from` has flat.from_size bytes. */
bool flat_write(const struct flat *flat, const void *from, const struct flat_target *target,
		size_t at);

/* Whether values are of different parts: it has a variant. */
bool flat_varies(const struct flat *flat);

/* The way back: makes C's bytes of the value at `at` of `values`, where an address is an offset. Bytes that
 * belong to no member stay; of a union, those that are not the case's become 0. -EINVAL, or -ERANGE
 * if a text, a list or a number does not fit. Of bytes as digits, the message names the field. */
int flat_read(const struct flat *flat, const void *values, size_t size, size_t at, void *to,
	      struct err *err);

#endif
