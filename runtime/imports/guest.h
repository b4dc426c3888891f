/* SPDX-License-Identifier: MIT */
/*
 * The guest's memory for host functions: the one place that turns what a guest passed
 * into pointers. Nothing that a guest passes is trusted.
 *
 * Or of memory that was lent in its place (session.h).
 *
 * The memory stays at one address as long as the instance lives, and never shrinks
 * (engine.h). So a range stays valid after it was checked. The guest can change its
 * contents whenever it runs: copy what must not change.
 */
#ifndef IMPORTS_GUEST_H
#define IMPORTS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* The longest names, and the longest targets and paths, in bytes. */
enum { GUEST_NAME_MAX = 255, GUEST_TARGET_MAX = 4096 + 255 };

/* The host's address of `size` bytes at `pointer`. Null if they are not all in memory, or
 * if `pointer` is null. */
void *guest_range(const struct session *session, uint64_t pointer, uint64_t size);

/* The same for a range that the host writes. Also null if there is a read-only page of a
 * map in it. */
void *guest_writable(const struct session *session, uint64_t pointer, uint64_t size);

/* The same for WASI's functions, for which address 0 is valid. */
void *guest_wasi_range(const struct session *session, uint64_t pointer, uint64_t size, bool write);

/* A string of at most `max` bytes that ends in NUL, or null. Also null if there is a page of
 * a map in it, which the kernel could change. */
const char *guest_string(const struct session *session, uint64_t pointer, size_t max);

/* Stores a number of 32 or 64 bits, at any alignment. 0 or -EFAULT. */
int guest_put_u32(const struct session *session, uint64_t pointer, uint32_t value);
int guest_put_u64(const struct session *session, uint64_t pointer, uint64_t value);

#endif
