/* SPDX-License-Identifier: MIT */
/* Whole files, read and written in one go. The name "-" is stdin or stdout. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stddef.h>

struct buf;
struct err;

/* Adds the whole of `path` to `buf`, whose maximum also bounds endless input.
 * 0, or -errno: the file's own, EISDIR, EFBIG, ENOMEM. */
int file_read(const char *path, struct buf *buf, struct err *err);

/* Writes `size` bytes to a temporary file beside `path` and renames it, so that
 * a failure leaves an existing file as it was. What is no regular file (a pipe,
 * /dev/null) is written to directly. 0, or -errno. */
int file_write(const char *path, const void *data, size_t size, struct err *err);

/* Adds the path of `path` as it is seen from the folder of the file `from`, of which that
 * folder alone has to exist: "../app.o". 0, or -errno. */
int file_relative(const char *path, const char *from, struct buf *buf, struct err *err);

/* What stands after the last '/'; points into `path`. */
const char *file_base_name(const char *path);

#endif
