/* SPDX-License-Identifier: MIT */
/* Which type the records of a ring or perf buffer have. */
#ifndef STREAMS_RECORD_TYPE_H
#define STREAMS_RECORD_TYPE_H

#include <stdbool.h>
#include <stdint.h>

struct btf;
struct elf;
struct err;

/*
 * Finds the type of what a BPF object puts into a buffer: `wanted` if it is not null; else `value`,
 * the type of the map's values, if it is a struct; else what a variable `gadget_tracer_...` names; else
 * the one struct that is as large as what the object's code reserves or puts out; else the one
 * struct whose name has "event" in it. Types that the kernel has are never chosen. 0;
 * -ENOENT if none or several are left, which the hint names.
 */
int record_type_find(const struct elf *elf, const struct btf *btf, const char *map, bool is_ring,
		     uint32_t value, const char *wanted, uint32_t *ret_type, struct err *err);

#endif
