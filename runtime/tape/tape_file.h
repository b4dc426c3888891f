/* SPDX-License-Identifier: MIT */
/*
 * The file of a recording: "wbpfrec" and its version in one byte, then blocks. A block is
 *
 *	u32 packed size, u32 size, u32 CRC-32 of what it holds     little-endian
 *	packed bytes
 *
 * All blocks together are one raw deflate stream, and each ends where the stream is flushed: what
 * whole blocks hold can be read, whatever became of the process that wrote them. No event
 * (tape.h) is cut by the end of a block.
 */
#ifndef TAPE_TAPE_FILE_H
#define TAPE_TAPE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct tape_writer;

/* What a recording can hold when it is read. */
#define TAPE_MAX ((size_t)1 << 30)

/* Opens the file, which is emptied by the first tape_write(). Only its owner can read a new one,
 * which is removed if nothing is written. -errno. */
int tape_writer_new(const char *path, struct tape_writer **ret_writer, struct err *err);

/* Whether it writes that file. */
bool tape_writer_is(const struct tape_writer *writer, const char *path);

/* Writes whole events as a block, and empties `events`. What fails is kept for the end. */
void tape_write(struct tape_writer *writer, struct buf *events);

/* Closes the file. -errno of the first failure. Null is fine. */
int tape_writer_free(struct tape_writer *writer, struct err *err);

/* Adds what the file's whole blocks hold to `events`, whose maximum limits it. `*ret_is_cut`: the
 * file ends within a block. -EINVAL, with the reason, or another -errno. */
int tape_read(const char *path, struct buf *events, bool *ret_is_cut, struct err *err);

/* The same for the bytes of a file. */
int tape_unpack(const void *data, size_t size, struct buf *events, bool *ret_is_cut,
		struct err *err);

#endif
