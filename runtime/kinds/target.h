/* SPDX-License-Identifier: MIT */
/*
 * The text of an attach target: what is attached to, then options after commas,
 * `eth0,ingress,prio=10`. Pure; what the parts mean is attach.c's.
 */
#ifndef KINDS_TARGET_H
#define KINDS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TARGET_MAX = 4096 + 256, TARGET_OPTIONS = 8 };

struct target {
	char text[TARGET_MAX];  /* cut into the strings that the others point to */
	const char *main;
	const char *names[TARGET_OPTIONS];
	const char *values[TARGET_OPTIONS];  /* null for an option without a value */
	unsigned int count;
	/* What attach_resolve() adds. */
	char resolved[TARGET_MAX];  /* what `main` points to from then on */
	size_t offset;              /* where in it "+0x..." begins, or 0 */
	bool is_pattern;            /* it stands for several functions */
};

/* Parses `text`. `known` lists the options that are allowed, with a '=' after those
 * that take a number: "ingress egress prio=". 0, -EINVAL, or -ENAMETOOLONG. */
int target_parse(struct target *target, const char *text, const char *known);

/* Whether `known` lists the option, with a value or without. */
bool target_knows(const char *known, const char *name, bool has_value);

bool target_has(const struct target *target, const char *option);

/* The option's number, or `otherwise` where it was not given. */
uint32_t target_number(const struct target *target, const char *option, uint32_t otherwise);

/* A whole decimal or 0x number of at most `max`. */
bool target_parse_number(const char *text, uint64_t max, uint64_t *ret_number);

/* Cuts `+offset` off the end of `text`, if it is there: 0, or -EINVAL when what
 * follows the plus is no number. */
int target_cut_offset(char *text, uint64_t *ret_offset);

#endif
