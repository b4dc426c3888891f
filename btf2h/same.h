/* SPDX-License-Identifier: MIT */
/* Whether values of two types have the same bytes, and these the same meaning. */
#ifndef BTF2H_SAME_H
#define BTF2H_SAME_H

#include <stdbool.h>
#include <stdint.h>

struct btf;

/* A type in some BTF. */
struct typed {
	const struct btf *btf;
	uint32_t id;
};

/* What else than equality is wanted; to be added up. */
enum {
	SAME_ANY_LENGTH = 1, /* arrays are as good as their elements: sizes are told elsewhere */
	SAME_NAMELESS = 2,   /* so are two structs without names: their members are */
};

/*
 * Typedefs, qualifiers and what pointers point to make no difference, nor does "char", which has
 * a sign for BPF. Structs, unions and enums are known by their names, and compared elsewhere; where
 * one of the two has none, by what is in them.
 */
bool same_types(struct typed a, struct typed b, unsigned int flags);

/* The same of bit-fields of as many bits: whether they are signed. */
bool same_bits(struct typed a, struct typed b);

/* The struct or union without a tag or typedef that a value of type `id`, or an array of them,
 * is; or 0. */
uint32_t same_untagged(const struct btf *btf, uint32_t id);

/* The type without qualifiers, tags and typedefs. */
struct typed same_unaliased(struct typed type);

#endif
