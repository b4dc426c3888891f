// SPDX-License-Identifier: MIT
/* open() and fcntl() by Linux's numbers. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <wasi/api.h>
#include "linux.h"
#include "paths.h"

/* The libc's own numbers, which headers for sources do not have any more. */
enum {
	WASI_O_APPEND = __WASI_FDFLAGS_APPEND,
	WASI_O_DSYNC = __WASI_FDFLAGS_DSYNC,
	WASI_O_NONBLOCK = __WASI_FDFLAGS_NONBLOCK,
	WASI_O_SYNC = __WASI_FDFLAGS_SYNC,
	WASI_O_CREAT = __WASI_OFLAGS_CREAT << 12,
	WASI_O_DIRECTORY = __WASI_OFLAGS_DIRECTORY << 12,
	WASI_O_EXCL = __WASI_OFLAGS_EXCL << 12,
	WASI_O_TRUNC = __WASI_OFLAGS_TRUNC << 12,
	WASI_O_NOFOLLOW = 0x01000000,
	WASI_O_RDONLY = 0x04000000,
	WASI_O_WRONLY = 0x10000000,
};

LIBC(int, open, const char *path, int flags, ...);
LIBC(int, openat, int dir, const char *path, int flags, ...);
LIBC(int, fcntl, int fd, int command, ...);
LIBC(int, posix_fadvise, int fd, off_t offset, off_t size, int advice);
LIBC(int, posix_fallocate, int fd, off_t offset, off_t size);

static const struct {
	int linux_bit, wasi_bit;
} flags_table[] = {
	{ O_APPEND, WASI_O_APPEND },     { O_NONBLOCK, WASI_O_NONBLOCK },
	{ O_CREAT, WASI_O_CREAT },       { O_DIRECTORY, WASI_O_DIRECTORY },
	{ O_EXCL, WASI_O_EXCL },         { O_TRUNC, WASI_O_TRUNC },
	{ O_NOFOLLOW, WASI_O_NOFOLLOW }, { O_DSYNC, WASI_O_DSYNC },
};

#define FLAGS (sizeof(flags_table) / sizeof(*flags_table))

static int to_wasi(int flags)
{
	int access = flags & O_ACCMODE, wasi = 0;

	if (access != O_WRONLY)
		wasi |= WASI_O_RDONLY;
	if (access == O_WRONLY || access == O_RDWR)
		wasi |= WASI_O_WRONLY;
	for (size_t i = 0; i < FLAGS; i++)
		if (flags & flags_table[i].linux_bit)
			wasi |= flags_table[i].wasi_bit;
	if ((flags & O_SYNC) == O_SYNC)
		wasi = (wasi & ~WASI_O_DSYNC) | WASI_O_SYNC;
	return wasi;
}

static int from_wasi_flags(int wasi)
{
	int flags = O_RDONLY;

	if (wasi & WASI_O_WRONLY)
		flags = wasi & WASI_O_RDONLY ? O_RDWR : O_WRONLY;
	for (size_t i = 0; i < FLAGS; i++)
		if (wasi & flags_table[i].wasi_bit)
			flags |= flags_table[i].linux_bit;
	return wasi & WASI_O_SYNC ? flags | O_SYNC : flags;
}

/* What WASI cannot do fails, rather than give another file. */
static int refuse(int flags)
{
	if ((flags & O_TMPFILE) != O_TMPFILE)
		return 0;
	errno = EOPNOTSUPP;
	return -1;
}

__attribute__((weak)) int open(const char *path, int flags, ...)
{
	if (refuse(flags))
		return -1;
	return compat_opened(path, flags, libc_open(path, to_wasi(flags), 0));
}

__attribute__((weak)) int creat(const char *path, mode_t mode)
{
	return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

__attribute__((weak)) int openat(int dir, const char *path, int flags, ...)
{
	if (dir == AT_FDCWD || *path == '/')
		return open(path, flags, 0);
	if (refuse(flags))
		return -1;
	return libc_openat(dir, path, to_wasi(flags), 0);
}

__attribute__((weak)) int fcntl(int fd, int command, ...)
{
	int argument, ret;
	va_list ap;

	va_start(ap, command);
	argument = va_arg(ap, int);
	va_end(ap);
	if (command == F_SETFL)
		return libc_fcntl(fd, command, to_wasi(argument));
	ret = libc_fcntl(fd, command, argument);
	return command == F_GETFL && ret >= 0 ? from_wasi_flags(ret) : ret;
}

/* Those two give the error itself. */
__attribute__((weak)) int posix_fadvise(int fd, off_t offset, off_t size, int advice)
{
	if (advice == POSIX_FADV_RANDOM)
		advice = __WASI_ADVICE_RANDOM;
	else if (advice == POSIX_FADV_SEQUENTIAL)
		advice = __WASI_ADVICE_SEQUENTIAL;
	return linux_error_of(libc_posix_fadvise(fd, offset, size, advice));
}

__attribute__((weak)) int posix_fallocate(int fd, off_t offset, off_t size)
{
	return linux_error_of(libc_posix_fallocate(fd, offset, size));
}
