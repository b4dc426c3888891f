/* SPDX-License-Identifier: MIT */
/*
 * What an object's CO-RE relocations ask of the kernel's types: the roots, which are the
 * types that relocations begin with. Format: Linux, Documentation/bpf/btf.rst (.BTF.ext),
 * and struct bpf_core_relo of linux/bpf.h.
 */
#ifndef BTF_CORE_RELO_H
#define BTF_CORE_RELO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/btf_table.h"

enum { CORE_ROOTS_MAX = 4096 };

/* What of a type is looked at. */
enum core_need {
	CORE_VALUE = 1,  /* it and what it holds by value: members and elements */
	CORE_SHAPE = 2,  /* its kind and size, and those of all that it points to */
};

struct core_root {
	const char *name;  /* of the object, */
	size_t length;     /* and how much of it counts */
	uint8_t kind;
	uint8_t need;
	bool found;        /* for btf_slice() */
};

struct core_roots {
	struct btf_table local;  /* the object's types */
	struct core_root *roots;
	size_t count;
};

/* How much of a type's name counts: what follows the last ___ in it is its flavour. */
size_t core_name_length(const char *name);

/*
 * Reads the roots out of an object's .BTF, which btf_check() accepted, and .BTF.ext; both
 * stay the caller's and must outlive the roots. 0, -EINVAL, -ENOMEM, or -EOPNOTSUPP
 * where a relocation asks for what cannot be told by such roots: a type's number, say.
 */
int core_roots_read(struct core_roots *roots, const void *btf, size_t btf_size,
		    const void *ext, size_t ext_size);
void core_roots_release(struct core_roots *roots);

#endif
