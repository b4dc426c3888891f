/* SPDX-License-Identifier: MIT */
/* The rules of a policy that allow exactly what a guest or a BPF object contains. */
#ifndef INSPECTION_RULES_H
#define INSPECTION_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct inspection;

struct inspect_rule {
	char text[512];    /* what follows `allow`; empty: there is only a note */
	char note[256];    /* what the user must know about it, or empty */
	bool is_optional;  /* the object leaves this out unless the guest changes that */
};

struct inspect_rules {
	struct inspect_rule *rules;
	size_t count;
};

/* Finds the rules, each once. Targets have the names of this machine. 0 or -ENOMEM. */
int inspect_rules(const struct inspection *inspection, struct inspect_rules *ret_rules,
		  struct err *err);
void inspect_rules_release(struct inspect_rules *rules);

#endif
