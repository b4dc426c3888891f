/* SPDX-License-Identifier: MIT */
/*
 * Many records of a buffer in one copy. Each is a frame: a u32 with the bytes that follow
 * of the record, a u32 with how many it had, then the bytes, then what makes the frame a
 * multiple of 8. A perf buffer's, if the guest wants so, have after these a u32 with the CPU and
 * a u32 with how many records that CPU lost just before.
 */
#ifndef RECORDS_BATCH_H
#define RECORDS_BATCH_H

#include <stddef.h>

struct records;

/* The least room that a batch of these records needs, in bytes. */
size_t batch_min(const struct records *records);

/* Fills `size` bytes at `to` with records of the open buffer, as many as are there and
 * fit. A record that does not fit stays, except a first one, which is cut. How many bytes
 * were filled, or a negative errno. */
int batch_read(struct records *records, void *to, size_t size);

#endif
