/* SPDX-License-Identifier: MIT */
/* Bytes in and out of descriptors and files, all of them. */
#ifndef FORMAT_IO_H
#define FORMAT_IO_H

#include <stddef.h>
#include <sys/types.h>

struct err;

/* Writes all bytes; 0 or -errno. */
int write_fully(int fd, const void *data, size_t size);

/* Reads until `size` bytes came or the file ended: their number, or -errno. */
ssize_t read_fully(int fd, void *data, size_t size);

/* Writes what a file is to hold; 0 or -errno with the reason. */
typedef int file_fill(void *arg, int fd, struct err *err);

/* Has `fill` write a new file beside `path` and renames it, so that a failure leaves an
 * existing one as it was. What is no regular file is written to directly; "-" is stdout.
 * 0 or -errno, fill's own as it is. */
int file_replace(const char *path, file_fill *fill, void *arg, struct err *err);

#endif
