/* SPDX-License-Identifier: MIT */
/*
 * An attach target: what to attach to, then options after commas: `eth0,ingress,prio=10`. The
 * text is parsed once. Attaching uses the parts, never the text. Rules are compared with the
 * name that is made of the same parts. So both mean the same.
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
	const char *names[TARGET_OPTIONS];   /* of the options */
	const char *values[TARGET_OPTIONS];  /* of the options; null if one has no value */
	unsigned int count;        /* of options */
	/* The parts that the form has; the others are null or 0. */
	const char *file;          /* or a device, or a path */
	const char *group;         /* a tracepoint's category, or a probe's provider */
	const char *module;        /* the kernel module of a function, if it was named */
	const char *symbol;        /* or a pattern, or a word; null for an address in a file */
	uint64_t offset;           /* from the symbol; without a symbol, the address */
	/* For rules. */
	char name[TARGET_MAX];     /* the one name of what is attached to */
	bool is_pattern;           /* it stands for several functions */
	bool leads_anywhere;       /* by an address or an offset: into any function of the file */
	const char *others;        /* other names of the same functions, each with a NUL; or null */
	size_t others_size;        /* bytes */
	char file_text[TARGET_MAX];  /* of target_set_file() */
};

/*
 * Parses `text` as a target of that kind, and names it. 0; -EINVAL if it does not follow the
 * kind's grammar; -ENAMETOOLONG.
 */
int target_parse(struct target *target, const char *text, const struct kind *kind);

/* Replaces the file, device or path of the target, and names the target anew. -ENAMETOOLONG: do
 * not use the target then. */
int target_set_file(struct target *target, const char *file);

/* Whether `known`, a kind's options, lists the option, with a value or without. */
bool target_knows(const char *known, const char *name, bool has_value);

bool target_has(const struct target *target, const char *option);

/* The option's number; `otherwise` if the target does not have it. */
uint32_t target_number(const struct target *target, const char *option, uint32_t otherwise);

/* What the value of "before=@" can name: a program by its ID, a link by "link:ID", or by `text`
 * a program's name or, from '/' on, the path of a pin. */
struct target_reference {
	bool is_link;
	uint32_t id;
	const char *text;
};

/* Whether the target has that option, and what it refers to. */
bool target_refers(const struct target *target, const char *option,
		   struct target_reference *ret_reference);

/* The value of the option at `index` in its one spelling: numbers are decimal. It may be in
 * `number`. */
const char *target_option_text(const struct target *target, unsigned int index,
			       char number[static 16]);

/* Parses a whole decimal or 0x number, at most `max`. False if it is something else. */
bool target_parse_number(const char *text, uint64_t max, uint64_t *ret_number);

#endif
