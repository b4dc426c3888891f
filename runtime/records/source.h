/* SPDX-License-Identifier: MIT */
/* The map that records come from: what reading them needs to know. */
#ifndef RECORDS_SOURCE_H
#define RECORDS_SOURCE_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source {
	const char *name;        /* of the map, for messages */
	int fd;                  /* -1: the kernel does not have the map (yet) */
	enum bpf_map_type type;
	uint32_t max_entries;    /* of a ring: bytes, a power of two */
	uint32_t flags;
	size_t value_size;       /* bytes */
	bool is_shared;          /* others may read it after us */
};

#endif
