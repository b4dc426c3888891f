/* SPDX-License-Identifier: MIT */
/* Loads of an object's programs in a kernel, one by one, and what the verifier said: made in the
 * kernel that was booted (load_all), and read from its console (loads_read). */
#ifndef CHECK_LOAD_H
#define CHECK_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOAD_NAME_SIZE = 256, LOAD_REASON_SIZE = 256, LOADS_MAX = 4096 };

struct load {
	uint32_t object;               /* its number */
	char program[LOAD_NAME_SIZE];
	bool is_loaded;
	uint64_t instructions;         /* that the verifier looked at */
	uint64_t states;               /* that it kept in all */
	char reason[LOAD_REASON_SIZE]; /* why it was not loaded */
};

struct loads {
	struct load *all;
	size_t count;
	bool ended;    /* all programs were tried */
	char last[LOAD_REASON_SIZE]; /* the last line of the console */
};

/* Loads each program of the objects /0.bpf.o, /1.bpf.o... and prints a line for each to stdout. */
void load_all(void);

/* Reads what load_all() printed, among other lines of a console. 0 or -ENOMEM. */
int loads_read(struct loads *loads, const char *console, size_t size);
void loads_release(struct loads *loads);

#endif
