/* SPDX-License-Identifier: MIT */
/*
 * Many records of a buffer in one copy. Each is a frame of
 *
 *	u32	how many bytes of the record follow
 *	u32	how many bytes the record had
 *	u32	the CPU; only if records->perf_frames
 *	u32	how many records this CPU lost just before; only if records->perf_frames
 *
 * then the bytes, then padding to a multiple of 8.
 */
#ifndef RECORDS_BATCH_H
#define RECORDS_BATCH_H

#include <stddef.h>

struct records;

/* The smallest room for a batch of these records, in bytes. */
size_t batch_min(const struct records *records);

/* Fills `size` bytes at `to` with records of the open buffer: as many as are there and fit. A
 * record that does not fit stays, but the first one is cut. Returns the number of bytes filled,
 * or a negative errno. */
int batch_read(struct records *records, void *to, size_t size);

#endif
