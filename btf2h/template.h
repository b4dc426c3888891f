/* SPDX-License-Identifier: MIT */
/*
 * Text with holes, which reads as what is made of it:
 *
 *	struct @name@ {
 *	@each map
 *		struct bpf_map *@map.field@;
 *	@end
 *	};
 *
 * A hole is a name between two '@'. A line that is one hole and nothing else is what the hole
 * writes, which may be many lines or none. `@each LIST` to `@end` is written once for each
 * element, `@if LIST` if there is an element, and what is behind its `@else` if there is none.
 */
#ifndef BTF2H_TEMPLATE_H
#define BTF2H_TEMPLATE_H

#include <stdbool.h>

struct buf;
struct err;

/* Both of these are rows of tables that end in one without a name. What they are about, the
 * model, is up to the user. */
struct template_hole {
	const char *name;
	void (*write)(struct buf *out, const void *model);
};

struct template_list {
	const char *name;
	/* Lets the model be about the first element, or the next one; false: there is none. */
	bool (*next)(void *model, bool first);
};

struct template {
	const char *text;
	const struct template_hole *holes;  /* all of which stand in the text */
	const struct template_hole *shared; /* of which some do */
	const struct template_list *lists;
};

/* Puts the file `path` into the program, as an array `name` that ends in NUL. */
#define TEMPLATE_TEXT(name, path)                                                       \
	__asm__(".pushsection .rodata\n" #name ": .incbin \"" path "\"\n.byte 0\n.popsection"); \
	extern const char name[]

/* Writes the text. A hole or list that has no row, a row of `holes` that has no hole, and a block
 * without an end are -EINVAL, whether or not they would have been reached, and nothing is written.
 * Other failures stay in `out`. */
int template_emit(struct buf *out, const struct template *template, void *model, struct err *err);

#endif
