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

/* Maps a file of the kernel's own (sysfs, as of Linux 6.16), which never changes and which read(2)
 * gives by single pages. The bytes, to be unmapped; null where there are none to map. */
void *file_map_kernel(const char *path, size_t *ret_size);

/* Opens a regular file to read it, and stores what fstat(2) says of it. Anything else is refused
 * with -EINVAL, and not opened: whoever writes into a pipe would lose its reader. The file, or
 * -errno. */
int file_open_regular(const char *path, struct stat *ret_stat, struct err *err);

/* Writes `size` bytes to a temporary file beside `path` and renames it, so that
 * a failure leaves an existing file as it was. If `path` is not a regular file (a
 * pipe, /dev/null), it is written directly. 0 or -errno. */
int file_write(const char *path, const void *data, size_t size, struct err *err);

/* The same, in parts. */
struct file_out {
	const char *path;  /* the caller's */
	const char *name;  /* for messages */
	char *target;      /* what is replaced at the end; null: it is written in place */
	char *temp;
	unsigned int mode; /* of the new file */
	int fd;            /* -1 until the first part */
};

#define FILE_OUT_INIT(its_path) { .path = (its_path), .fd = -1 }

/* Writes a part. The first one opens the file. 0 or -errno. */
int file_out_add(struct file_out *out, const void *data, size_t size, struct err *err);

/* Puts the new file, which may be empty, into the place of the old one if `ret` is 0; else removes
 * it. Returns `ret`, or what failed. To be called at the end, in any case. */
int file_out_end(struct file_out *out, int ret, struct err *err);

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
