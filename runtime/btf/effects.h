/* SPDX-License-Identifier: MIT */
/* What the code of a BPF object can do to the system, section by section. */
#ifndef BTF_EFFECTS_H
#define BTF_EFFECTS_H

#include <stddef.h>

struct bpf_program;
struct err;

struct section_effects {
	char *name;
	unsigned int set;  /* bits of enum effect */
};

struct effects {
	struct section_effects *sections;  /* those with code */
	size_t count;
	unsigned int shared;               /* of what every program can call: functions of the
					    * object, and kernel functions that it names */
};

/* Looks through the code in an object's bytes, which were vetted. 0 or -ENOMEM. */
int effects_read(struct effects *effects, const void *data, size_t size, struct err *err);
void effects_release(struct effects *effects);

/* The effects of a program, as bits of enum effect: those of its section, and the shared ones. */
unsigned int effects_of(const struct effects *effects, const struct bpf_program *prog);

#endif
