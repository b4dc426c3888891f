// SPDX-License-Identifier: MIT
/*
 * Functions for files that take or give numbers which WASI's libc has its own of: AT_...,
 * kinds of folder entries, events of poll(), requests of ioctl().
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>
#include "linux.h"
#include "paths.h"

enum {
	WASI_AT_SYMLINK_NOFOLLOW = 1,
	WASI_AT_SYMLINK_FOLLOW = 2,
	WASI_AT_REMOVEDIR = 4,
	WASI_AT_FDCWD = -2,
};

LIBC(int, stat, const char *path, struct stat *room);
LIBC(int, lstat, const char *path, struct stat *room);
LIBC(int, fstat, int fd, struct stat *room);
LIBC(int, fstatat, int dir, const char *path, struct stat *room, int flags);
LIBC(int, faccessat, int dir, const char *path, int mode, int flags);
LIBC(int, unlinkat, int dir, const char *path, int flags);
LIBC(int, mkdirat, int dir, const char *path, mode_t mode);
LIBC(int, renameat, int from_dir, const char *from, int to_dir, const char *to);
LIBC(int, linkat, int from_dir, const char *from, int to_dir, const char *to, int flags);
LIBC(int, symlinkat, const char *target, int dir, const char *path);
LIBC(ssize_t, readlinkat, int dir, const char *path, char *room, size_t size);
LIBC(int, utimensat, int dir, const char *path, const struct timespec *times, int flags);
LIBC(int, futimens, int fd, const struct timespec *times);
LIBC(struct dirent *, readdir, DIR *dir);
LIBC(int, poll, struct pollfd *fds, nfds_t count, int timeout_ms);
LIBC(int, ioctl, int fd, int request, ...);

/* --- below a folder -------------------------------------------------------------- */

static bool is_here(int dir, const char *path)
{
	return dir == AT_FDCWD || *path == '/';
}

/* The libc's nanoseconds have 32 bits, the rest is anything. */
static int trim(int err, struct stat *room)
{
	room->st_atim.tv_nsec = (unsigned)room->st_atim.tv_nsec;
	room->st_mtim.tv_nsec = (unsigned)room->st_mtim.tv_nsec;
	room->st_ctim.tv_nsec = (unsigned)room->st_ctim.tv_nsec;
	return err;
}

__attribute__((weak)) int stat(const char *path, struct stat *room)
{
	return trim(libc_stat(path, room), room);
}

__attribute__((weak)) int lstat(const char *path, struct stat *room)
{
	return trim(libc_lstat(path, room), room);
}

__attribute__((weak)) int fstat(int fd, struct stat *room)
{
	return trim(libc_fstat(fd, room), room);
}

__attribute__((weak)) int fstatat(int dir, const char *path, struct stat *room, int flags)
{
	if (flags & AT_EMPTY_PATH && !*path)
		return fstat(dir, room);
	if (is_here(dir, path))
		return flags & AT_SYMLINK_NOFOLLOW ? lstat(path, room) : stat(path, room);
	return trim(libc_fstatat(dir, path, room,
				 flags & AT_SYMLINK_NOFOLLOW ? WASI_AT_SYMLINK_NOFOLLOW : 0),
		    room);
}

/* WASI has no users: the effective one is the real one. */
__attribute__((weak)) int faccessat(int dir, const char *path, int mode, int flags)
{
	(void)flags;
	return is_here(dir, path) ? access(path, mode) : libc_faccessat(dir, path, mode, 0);
}

__attribute__((weak)) int unlinkat(int dir, const char *path, int flags)
{
	bool is_dir = flags & AT_REMOVEDIR;

	if (is_here(dir, path))
		return is_dir ? rmdir(path) : unlink(path);
	return libc_unlinkat(dir, path, is_dir ? WASI_AT_REMOVEDIR : 0);
}

__attribute__((weak)) int mkdirat(int dir, const char *path, mode_t mode)
{
	return is_here(dir, path) ? mkdir(path, mode) : libc_mkdirat(dir, path, mode);
}

__attribute__((weak)) int symlinkat(const char *target, int dir, const char *path)
{
	return is_here(dir, path) ? symlink(target, path) : libc_symlinkat(target, dir, path);
}

__attribute__((weak)) ssize_t readlinkat(int dir, const char *path, char *room, size_t size)
{
	return is_here(dir, path) ? readlink(path, room, size)
				  : libc_readlinkat(dir, path, room, size);
}

/* Of two folders, both or none is the one of the process. */
static int refuse_mixed(void)
{
	errno = EOPNOTSUPP;
	return -1;
}

__attribute__((weak)) int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	if (is_here(from_dir, from) && is_here(to_dir, to))
		return rename(from, to);
	if (is_here(from_dir, from) || is_here(to_dir, to))
		return refuse_mixed();
	return libc_renameat(from_dir, from, to_dir, to);
}

__attribute__((weak)) int linkat(int from_dir, const char *from, int to_dir, const char *to,
				 int flags)
{
	if (is_here(from_dir, from) && is_here(to_dir, to) && !(flags & AT_SYMLINK_FOLLOW))
		return link(from, to);
	if (is_here(from_dir, from) || is_here(to_dir, to))
		return refuse_mixed();
	return libc_linkat(from_dir, from, to_dir, to,
			   flags & AT_SYMLINK_FOLLOW ? WASI_AT_SYMLINK_FOLLOW : 0);
}

/* --- times ----------------------------------------------------------------------------- */

enum { WASI_UTIME_NOW = -1, WASI_UTIME_OMIT = -2 };

static const struct timespec *wasi_times(const struct timespec *times, struct timespec *room)
{
	if (!times)
		return NULL;
	for (int i = 0; i < 2; i++) {
		room[i] = times[i];
		if (times[i].tv_nsec == UTIME_NOW)
			room[i].tv_nsec = WASI_UTIME_NOW;
		else if (times[i].tv_nsec == UTIME_OMIT)
			room[i].tv_nsec = WASI_UTIME_OMIT;
	}
	return room;
}

__attribute__((weak)) int futimens(int fd, const struct timespec *times)
{
	struct timespec room[2];

	return libc_futimens(fd, wasi_times(times, room));
}

__attribute__((weak)) int utimensat(int dir, const char *path, const struct timespec *times,
				    int flags)
{
	struct timespec room[2];

	return libc_utimensat(dir == AT_FDCWD ? WASI_AT_FDCWD : dir, path, wasi_times(times, room),
			      flags & AT_SYMLINK_NOFOLLOW ? WASI_AT_SYMLINK_NOFOLLOW : 0);
}

/* --- folders --------------------------------------------------------------------------- */

static unsigned char entry_kind(unsigned char wasi)
{
	switch (wasi) {
	case __WASI_FILETYPE_BLOCK_DEVICE:
		return DT_BLK;
	case __WASI_FILETYPE_CHARACTER_DEVICE:
		return DT_CHR;
	case __WASI_FILETYPE_DIRECTORY:
		return DT_DIR;
	case __WASI_FILETYPE_REGULAR_FILE:
		return DT_REG;
	case __WASI_FILETYPE_SYMBOLIC_LINK:
		return DT_LNK;
	case __WASI_FILETYPE_SOCKET_DGRAM:
	case __WASI_FILETYPE_SOCKET_STREAM:
		return DT_SOCK;
	}
	return DT_UNKNOWN;
}

__attribute__((weak)) struct dirent *readdir(DIR *dir)
{
	struct dirent *entry = libc_readdir(dir);

	if (entry)
		entry->d_type = entry_kind(entry->d_type);
	return entry;
}

/* --- waiting, and what devices do --------------------------------------------------------- */

enum {
	WASI_POLLIN = 1,
	WASI_POLLOUT = 2,
	WASI_POLLERR = 0x1000,
	WASI_POLLHUP = 0x2000,
	WASI_POLLNVAL = 0x4000,
};

static short to_wasi_events(short events)
{
	return (events & (POLLIN | POLLRDNORM) ? WASI_POLLIN : 0) |
	       (events & (POLLOUT | POLLWRNORM) ? WASI_POLLOUT : 0);
}

static short from_wasi_events(short wasi, short asked)
{
	return (wasi & WASI_POLLIN ? asked & (POLLIN | POLLRDNORM) : 0) |
	       (wasi & WASI_POLLOUT ? asked & (POLLOUT | POLLWRNORM) : 0) |
	       (wasi & WASI_POLLERR ? POLLERR : 0) | (wasi & WASI_POLLHUP ? POLLHUP : 0) |
	       (wasi & WASI_POLLNVAL ? POLLNVAL : 0);
}

__attribute__((weak)) int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	struct pollfd *wasi = calloc(count ? count : 1, sizeof(*wasi));
	int ready;

	if (!wasi) {
		errno = ENOMEM;
		return -1;
	}
	for (nfds_t i = 0; i < count; i++)
		wasi[i] = (struct pollfd){ .fd = fds[i].fd,
					   .events = to_wasi_events(fds[i].events) };
	ready = libc_poll(wasi, count, timeout_ms);
	for (nfds_t i = 0; i < count; i++)
		fds[i].revents = from_wasi_events(wasi[i].revents, fds[i].events);
	free(wasi);
	return ready;
}

enum { WASI_FIONREAD = 1, WASI_FIONBIO = 2 };

__attribute__((weak)) int ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	va_list ap;

	va_start(ap, request);
	argument = va_arg(ap, void *);
	va_end(ap);
	if (request == FIONREAD || request == FIONBIO)
		return libc_ioctl(fd, request == FIONREAD ? WASI_FIONREAD : WASI_FIONBIO, argument);
	return compat_other_ioctl(fd, request);
}
