/* SPDX-License-Identifier: MIT */
/* Bytes that gzip, xz or zstd packed, as a stream. What follows the packed bytes is left alone. */
#ifndef KERNELS_UNPACK_H
#define KERNELS_UNPACK_H

#include <stddef.h>
#include <sys/types.h>

struct buf;
struct err;
struct unpack;

enum unpack_format { UNPACK_NONE, UNPACK_GZIP, UNPACK_XZ, UNPACK_ZSTD };

/* The format that the bytes begin as, or UNPACK_NONE. */
enum unpack_format unpack_format(const void *data, size_t size);

/* Begins to unpack bytes, which must outlive it; those of no known format pass as they are. Null
 * without memory. */
struct unpack *unpack_begin(const void *data, size_t size);
void unpack_end(struct unpack *unpack);

/* Stores the next `size` bytes. Returns how many there were: fewer at the end. -EINVAL if the
 * packed bytes are damaged or cut off. */
ssize_t unpack_read(struct unpack *unpack, void *to, size_t size, struct err *err);

/* Adds all bytes to `to`. 0; -EFBIG at its maximum; or as above. */
int unpack_all(const void *data, size_t size, struct buf *to, struct err *err);

#endif
