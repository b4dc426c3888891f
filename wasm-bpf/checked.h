/* SPDX-License-Identifier: MIT */
/* What `wasm-bpf check` found: each kernel with the results of each object. */
#ifndef WASM_BPF_CHECKED_H
#define WASM_BPF_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/check.h"
#include "check/load.h"
#include "inspection/inspection.h"

struct buf;

enum { CHECKED_TEXT_SIZE = 256 };

struct checked_kernel {
	char release[72];
	char arch[16];
	char *path; /* of the file that it came from */
	struct check_result results[INSPECT_OBJECTS_MAX]; /* of each object that is for it */
	bool is_checked[INSPECT_OBJECTS_MAX];
	bool fits;
	bool is_swapped; /* it is for machines of the other byte order */
	bool has_btf; /* otherwise nothing was checked */
	/* With --boot: */
	bool is_booted;
	char no_boot[CHECKED_TEXT_SIZE];   /* why it was not, or "" */
	struct loads loads;
};

struct checked {
	const char *file;
	size_t object_count;
	struct checked_kernel *kernels;
	size_t kernel_count;
	bool boots;
	bool any_failed; /* files among the kernels that could not be read */
};

/* The loads that the kernel refused. */
size_t checked_refused(const struct checked_kernel *kernel);

/* Prints one table, and below it what does not fit; with `all`, also what is guarded. */
void checked_print(const struct checked *checked, bool all);

/* Adds everything, as an object of JSON. */
void checked_write(const struct checked *checked, struct buf *text);

#endif
