/* SPDX-License-Identifier: MIT */
/*
 * The guest's memory, seen from host functions: the one place that turns what a
 * guest passed into pointers. Nothing that a guest passes is trusted.
 *
 * The memory is at one address for as long as the instance lives and never shrinks
 * (engine.h), so that a range stays good once it was checked. The guest can change
 * what is in it whenever it runs: copy what must not change.
 */
#ifndef IMPORTS_GUEST_H
#define IMPORTS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* The longest names, of what is in an object and the like, and the longest targets. */
enum { GUEST_NAME_MAX = 255, GUEST_TARGET_MAX = 4096 + 255 };

/* The host's address of `size` bytes at `pointer`, or null where they are not all
 * in memory, or `pointer` is null. */
void *guest_range(const struct session *session, uint64_t pointer, uint64_t size);

/* The same for a range that the host is to write: it has no page in it that belongs to a
 * map and can only be read. */
void *guest_writable(const struct session *session, uint64_t pointer, uint64_t size);

/* Either for WASI's functions, to which address 0 is one like others. */
void *guest_wasi_range(const struct session *session, uint64_t pointer, uint64_t size, bool write);

/* A NUL-terminated string of at most `max` bytes, or null. It has no page of a map's in
 * it, which the kernel could change. */
const char *guest_string(const struct session *session, uint64_t pointer, size_t max);

/* Stores a 32 or 64 bit number, at any alignment. 0 or -EFAULT. */
int guest_put_u32(const struct session *session, uint64_t pointer, uint32_t value);
int guest_put_u64(const struct session *session, uint64_t pointer, uint64_t value);

#endif
