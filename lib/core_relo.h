/* SPDX-License-Identifier: MIT */
/*
 * What an object's CO-RE relocations need of the kernel's types: the roots, which are the
 * types that relocations start from. Format: Linux, Documentation/bpf/btf.rst (.BTF.ext),
 * and struct bpf_core_relo of linux/bpf.h.
 */
#ifndef LIB_CORE_RELO_H
#define LIB_CORE_RELO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/btf_table.h"

enum { CORE_ROOTS_MAX = 4096 };

/* What libbpf looks at in a type. */
enum core_need {
	CORE_VALUE = 1,  /* the type and what it holds by value: members and elements */
	CORE_SHAPE = 2,  /* its kind and size, and those of everything that it points to */
};

struct core_root {
	const char *name;  /* points into the object's BTF */
	size_t length;     /* how many bytes of `name` count: core_name_length() */
	uint8_t kind;      /* BTF_KIND_... */
	uint8_t need;      /* bits of enum core_need */
	bool found;        /* set by btf_slice() */
};

struct core_roots {
	struct btf_table local;  /* the object's types */
	struct core_root *roots;
	size_t count;
};

/* How many bytes of a type's name count: its flavour, which follows the last ___, does not. */
size_t core_name_length(const char *name);

/*
 * Reads the roots from an object's .BTF, which btf_check() accepted, and its .BTF.ext. Both
 * stay the caller's and must outlive the roots. 0, -EINVAL or -ENOMEM; -EOPNOTSUPP if a
 * relocation needs something that roots cannot express, such as a type's number.
 */
int core_roots_read(struct core_roots *roots, const void *btf, size_t btf_size,
		    const void *ext, size_t ext_size);
void core_roots_release(struct core_roots *roots);

/* Whether a relocation of a .BTF.ext is of bytes within an instruction. */
bool core_relo_is_torn(const void *ext, size_t size);

#endif
