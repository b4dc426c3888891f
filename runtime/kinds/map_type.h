/* SPDX-License-Identifier: MIT */
/* How map types differ for a guest: one table. */
#ifndef KINDS_MAP_TYPE_H
#define KINDS_MAP_TYPE_H

#include <linux/bpf.h>
#include <stdbool.h>

enum {
	MAP_TYPE_PER_CPU = 1,        /* it has a value for each possible CPU */
	MAP_TYPE_OF_MAPS = 2,        /* updates take a map's descriptor */
	MAP_TYPE_OF_PROGRAMS = 4,    /* updates take a program's descriptor */
	MAP_TYPE_WITH_PROGRAM = 8,   /* the second half of values of 8 bytes is a program's
				      * descriptor, or not positive for none */
	MAP_TYPE_OF_DESCRIPTORS = 16,  /* updates take descriptors that no guest has */
	MAP_TYPE_BY_DESCRIPTOR = 32,   /* keys are descriptors */
	MAP_TYPE_IS_BOUND = 64,      /* libbpf keeps more than its sizes, so its type is fixed */
	MAP_TYPE_OF_PAGES = 128,     /* its entries are pages */
	MAP_TYPE_PER_TASK = 256,     /* each task can have an entry */
	MAP_TYPE_ENDLESS = 512,      /* so can each socket, inode or cgroup, without a limit */
};

/* The flags of a type; 0 if the table does not have it. */
unsigned int map_type_flags(enum bpf_map_type type);

static inline bool map_type_is_per_cpu(enum bpf_map_type type)
{
	return map_type_flags(type) & MAP_TYPE_PER_CPU;
}

/* Whether updates give the kernel descriptors, always or sometimes. */
static inline bool map_type_takes_descriptors(enum bpf_map_type type)
{
	return map_type_flags(type) & (MAP_TYPE_OF_MAPS | MAP_TYPE_OF_PROGRAMS |
				       MAP_TYPE_WITH_PROGRAM | MAP_TYPE_OF_DESCRIPTORS);
}

#endif
