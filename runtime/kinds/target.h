/* SPDX-License-Identifier: MIT */
/*
 * An attach target: what is attached to, then options after commas, `eth0,ingress,prio=10`.
 * The text is taken apart once. What attaches uses the parts and never the text again, and
 * rules are held against the name that is made of the same parts: so both mean the same.
 */
#ifndef KINDS_TARGET_H
#define KINDS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kinds/kind.h"

enum { TARGET_MAX = 4096 + 256, TARGET_OPTIONS = 8 };

struct target {
	char text[TARGET_MAX];     /* cut into options and parts */
	const char *names[TARGET_OPTIONS];
	const char *values[TARGET_OPTIONS];  /* null for an option without a value */
	unsigned int count;
	/* The parts, by form: null and 0 where it has none. */
	const char *file;          /* or a device, or a path */
	const char *group;         /* a tracepoint's category, a probe's provider */
	const char *module;        /* the kernel's module of a function, where it was named */
	const char *symbol;        /* or a pattern, a word; null for an address in a file */
	uint64_t offset;           /* from the symbol, or the address */
	/* For rules. */
	char name[TARGET_MAX];     /* what is attached to, by its one name */
	bool is_pattern;           /* it stands for several functions */
	bool leads_anywhere;       /* an address, or an offset: in any function of the file */
	const char *others;        /* more names of the same functions, each ends in NUL; or null */
	size_t others_size;
	char file_text[TARGET_MAX];  /* of target_set_file() */
};

/*
 * Takes `text` apart as a target of that kind, and names it. 0; -EINVAL where it does not
 * follow the kind's grammar, -ENAMETOOLONG.
 */
int target_parse(struct target *target, const char *text, const struct kind *kind);

/* Puts a file, device or path in the place of the one that was given, and names the target
 * anew. -ENAMETOOLONG: the target can then not be used. */
int target_set_file(struct target *target, const char *file);

/* Whether `known`, a kind's options, lists the option, with a value or without. */
bool target_knows(const char *known, const char *name, bool has_value);

bool target_has(const struct target *target, const char *option);

/* The option's number, or `otherwise` where it was not given. */
uint32_t target_number(const struct target *target, const char *option, uint32_t otherwise);

/* The number of the option at `index` in its one spelling, decimal. */
void target_option_text(const struct target *target, unsigned int index, char text[static 16]);

/* A whole decimal or 0x number of at most `max`. */
bool target_parse_number(const char *text, uint64_t max, uint64_t *ret_number);

#endif
