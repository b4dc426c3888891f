/* SPDX-License-Identifier: MIT */
/*
 * Many records of a buffer in one copy. Each is a frame: a u32 with the bytes that follow
 * of the record, a u32 with how many it had, then the bytes, then what makes the frame a
 * multiple of 8.
 */
#ifndef RUNTIME_BATCH_H
#define RUNTIME_BATCH_H

#include <stddef.h>

struct map;

/* Bytes that a buffer must have for a batch. */
enum { BATCH_MIN = 16 };

/* Fills `size` bytes at `to` with records of the map's open buffer, as many as are there and
 * fit. A record that does not fit stays, except a first one, which is cut. How many bytes
 * were filled, or a negative errno. */
int batch_read(struct map *map, void *to, size_t size);

#endif
