/* SPDX-License-Identifier: MIT */
/* Whole files, read and written in one go. The name "-" is stdin or stdout. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stddef.h>

struct buf;
struct err;
struct stat;

/* Adds the whole file `path` to `buf`, whose maximum also limits endless input.
 * 0 or -errno: the file's own, EISDIR, EFBIG, ENOMEM. */
int file_read(const char *path, struct buf *buf, struct err *err);

/* Opens a regular file to read it, and stores what fstat(2) says of it. Anything else is refused
 * with -EINVAL, and not waited for, as a pipe would be. The file, or -errno. */
int file_open_regular(const char *path, struct stat *ret_stat, struct err *err);

/* Writes `size` bytes to a temporary file beside `path` and renames it, so that
 * a failure leaves an existing file as it was. If `path` is not a regular file (a
 * pipe, /dev/null), it is written directly. 0 or -errno. */
int file_write(const char *path, const void *data, size_t size, struct err *err);

/* Adds `path` relative to the folder of the file `from`: "../app.o". The folder must exist, the
 * file need not. 0 or -errno. */
int file_relative(const char *path, const char *from, struct buf *buf, struct err *err);

/* The part after the last '/'. Points into `path`. */
const char *file_base_name(const char *path);

/* Takes the places of stdin, stdout and stderr that are closed, so that no other file gets there
 * what is meant for them. Reads and writes fail with EBADF as before. */
void file_hold_standard(void);

/* What was printed and did not arrive is no success: when the process exits, with any status,
 * it says so in the program's name and exits with 1. `program` must stay. */
void file_check_stdout(const char *program);

#endif
