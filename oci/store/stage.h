/* SPDX-License-Identifier: MIT */
/*
 * A stage between a download and the store: a thread that hashes and writes what has
 * come, while more of it comes.
 */
#ifndef STORE_STAGE_H
#define STORE_STAGE_H

#include <stddef.h>

struct blob_writer;
struct err;
struct stage;

/* Starts the thread, which alone uses `writer` until stage_drain() returns. Free with
 * stage_free(). 0 or -errno. */
int stage_new(struct blob_writer *writer, struct stage **ret_stage, struct err *err);

/* Hands bytes over; waits while the writer is behind. 0, or the failure of the writer. */
int stage_write(struct stage *stage, const void *data, size_t size, struct err *err);

/* Waits until all that was handed over is written. 0, or the failure of the writer. */
int stage_drain(struct stage *stage, struct err *err);

/* Ends the thread; what is not written yet is dropped. Null is fine. */
void stage_free(struct stage *stage);

#endif
