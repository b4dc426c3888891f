/* SPDX-License-Identifier: MIT */
/* Regular files in a tar archive: POSIX ustar, with pax headers for what does not fit
 * it, also read with GNU's long names. Streams: neither side seeks. */
#ifndef FORMAT_TAR_H
#define FORMAT_TAR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct err;

/* The longest path of an entry, NUL included. */
enum { TAR_PATH_MAX = 1024 };

/* --- writing ------------------------------------------------------------------ */

/* Writes the header of a file of `size` bytes, read-only and owned by root, last
 * changed `mtime` seconds after 1970. The bytes and tar_pad() follow. 0 or -errno. */
int tar_begin(int fd, const char *path, uint64_t size, uint64_t mtime);
int tar_pad(int fd, uint64_t size);

/* Ends the archive. */
int tar_end(int fd);

/* --- reading ------------------------------------------------------------------ */

struct tar_reader {
	int fd;
	uint64_t left;    /* bytes of the current file not yet read */
	unsigned int pad; /* bytes after it */
};

struct tar_entry {
	char path[TAR_PATH_MAX]; /* as written: never to be used as a path */
	uint64_t size;
};

/* Goes to the next regular file, past what is left of the current one; everything
 * else is passed over. 1, or 0 at the end, or -EINVAL for what is no tar archive,
 * -errno. */
int tar_next(struct tar_reader *reader, struct tar_entry *ret_entry, struct err *err);

/* Reads up to `size` bytes of the current file: their number, 0 at its end, -errno. */
ssize_t tar_read(struct tar_reader *reader, void *data, size_t size, struct err *err);

#endif
