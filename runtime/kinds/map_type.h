/* SPDX-License-Identifier: MIT */
/* What the types of maps differ in for a guest: one table. */
#ifndef KINDS_MAP_TYPE_H
#define KINDS_MAP_TYPE_H

#include <linux/bpf.h>
#include <stdbool.h>

enum {
	MAP_TYPE_PER_CPU = 1,        /* a value for each possible CPU */
	MAP_TYPE_OF_MAPS = 2,        /* updates take a map's descriptor */
	MAP_TYPE_OF_PROGRAMS = 4,    /* updates take a program's descriptor */
	MAP_TYPE_WITH_PROGRAM = 8,   /* values of 8 bytes have a program's descriptor in the second
				      * half, or no positive number */
	MAP_TYPE_OF_DESCRIPTORS = 16,  /* updates take descriptors, which a guest has none of */
	MAP_TYPE_BY_DESCRIPTOR = 32,   /* keys are descriptors */
	MAP_TYPE_IS_BOUND = 64,      /* libbpf keeps more of it than sizes: its type is fixed */
	MAP_TYPE_OF_PAGES = 128,     /* its entries are pages */
};

/* The flags of a type; 0 for one that is not in the table. */
unsigned int map_type_flags(enum bpf_map_type type);

static inline bool map_type_is_per_cpu(enum bpf_map_type type)
{
	return map_type_flags(type) & MAP_TYPE_PER_CPU;
}

/* Whether what updates give the kernel are descriptors, be it only some of the time. */
static inline bool map_type_takes_descriptors(enum bpf_map_type type)
{
	return map_type_flags(type) & (MAP_TYPE_OF_MAPS | MAP_TYPE_OF_PROGRAMS |
				       MAP_TYPE_WITH_PROGRAM | MAP_TYPE_OF_DESCRIPTORS);
}

#endif
