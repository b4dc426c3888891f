/* SPDX-License-Identifier: MIT */
/* The rules of a policy that allow what a guest, or a BPF object, holds, and no more. */
#ifndef WASM_BPF_INSPECTION_RULES_H
#define WASM_BPF_INSPECTION_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct inspection;

struct inspect_rule {
	char text[512];    /* as after `allow`; empty where only the note can be said */
	char note[256];    /* what has to be known about it, or empty */
	bool is_optional;  /* the guest need not do it: it is left out at first */
};

struct inspect_rules {
	struct inspect_rule *rules;
	size_t count;
};

/* Finds the rules, each once. Targets are named as they are on this machine. 0 or -ENOMEM. */
int inspect_rules(const struct inspection *inspection, struct inspect_rules *ret_rules,
		  struct err *err);
void inspect_rules_release(struct inspect_rules *rules);

#endif
