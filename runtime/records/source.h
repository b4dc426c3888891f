/* SPDX-License-Identifier: MIT */
/* The map that records come from, as far as it matters to who reads them. */
#ifndef RECORDS_SOURCE_H
#define RECORDS_SOURCE_H

#include <bpf/bpf.h>
#include <stddef.h>
#include <stdint.h>

struct source {
	const char *name;        /* the map's, for messages */
	int fd;                  /* -1 where the kernel has no such map (yet) */
	enum bpf_map_type type;
	uint32_t max_entries;    /* of a ring: bytes, a power of two */
	uint32_t flags;
	size_t value_size;       /* bytes */
};

#endif
