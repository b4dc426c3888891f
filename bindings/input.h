/* SPDX-License-Identifier: MIT */
/* A file with BTF: an ELF object with a .BTF section, or raw BTF. */
#ifndef BINDINGS_INPUT_H
#define BINDINGS_INPUT_H

#include <stdbool.h>

#include "lib/buf.h"
#include "lib/elf.h"

struct btf;
struct err;

struct input {
	const char *name; /* for messages: the path, or "stdin" */
	struct buf file;  /* the bytes of an ELF file */
	struct elf elf;   /* its sections, where it is an ELF file */
	bool is_elf;
	bool is_swapped;  /* its byte order is not this machine's; `btf` says which it is */
	struct btf *btf;  /* checked; sections' variables have their final offsets */
	uint32_t first;   /* the first type id that is the input's own and not its base's */
};

/* Reads `path` ("-" is stdin) and checks all of its BTF. `base` is the path of what its
 * BTF continues, as a kernel module's does vmlinux's, or null. `pointer_size` is 4 or
 * 8, or 0 to tell from the BTF itself. 0, or -errno with the path in the message.
 * To be released in any case. */
int input_read(struct input *input, const char *path, const char *base,
	       unsigned int pointer_size, struct err *err);

/* The same for an input with `name` and `file` that are set and nothing else, and a
 * base that was read. */
int input_parse(struct input *input, const struct input *base, unsigned int pointer_size,
		struct err *err);
void input_release(struct input *input);

#endif
