// SPDX-License-Identifier: MIT
#include "base/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"

enum { ENTRIES_MAX = 256 };

static bool owned_by_us(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_uid == geteuid();
}

/* The folder for caches. Root's must not be found by an environment that sudo or su
 * left as another user's. */
static bool base_folder(char *path, size_t size)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/' && owned_by_us(cache))
		return snprintf(path, size, "%s", cache) < (int)size;
	if (home && *home == '/' && owned_by_us(home))
		return snprintf(path, size, "%s/.cache", home) < (int)size;
	return geteuid() == 0 && snprintf(path, size, "/var/cache") < (int)size;
}

/* Opens `name` in `parent`, made with `mode` where it is not there. */
static int open_folder(int parent, const char *name, mode_t mode)
{
	int dir;

	if (mkdirat(parent, name, mode) < 0 && errno != EEXIST)
		return -1;
	dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir;
}

static bool is_private(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
	       !(status.st_mode & (S_IWGRP | S_IWOTH));
}

int cache_open(struct cache *cache, struct err *err)
{
	static const char *const names[] = { "wasm-bpf", "code" };
	char path[PATH_MAX];
	int dir;

	cache->dir = -1;
	if (!base_folder(path, sizeof(path)))
		return err_set(err, ENOENT, "no compile cache: no home folder that belongs to "
			       "this user");
	dir = open_folder(AT_FDCWD, path, 0700);
	for (size_t i = 0; i < 2 && dir >= 0; i++) {
		int parent = dir;

		dir = is_private(parent) ? open_folder(parent, names[i], 0700) : -1;
		close(parent);
	}
	if (dir < 0 || !is_private(dir)) {
		if (dir >= 0)
			close(dir);
		return err_set(err, EACCES,
			       "no compile cache: '%s/wasm-bpf/code' cannot be made, or "
			       "others can write to it",
			       path);
	}
	cache->dir = dir;
	return 0;
}

void cache_close(struct cache *cache)
{
	if (cache->dir >= 0)
		close(cache->dir);
}

int cache_find(const struct cache *cache, const char *name)
{
	int fd;

	if (cache->dir < 0 || !is_private(cache->dir))
		return -ENOENT;
	fd = openat(cache->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (is_private(fd))
		return fd;
	close(fd);
	return -EACCES;
}

static const char *suffix(const char *name)
{
	return name + strcspn(name, ".");
}

/* Removes the oldest entry with the suffix of `like` when there are too many. */
static void trim(const struct cache *cache, const char *like)
{
	char oldest[NAME_MAX + 1] = "";
	struct timespec age = { 0 };
	struct dirent *entry;
	int copy = openat(cache->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), count = 0;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	while (dir && (entry = readdir(dir))) {
		struct stat status;

		if (entry->d_name[0] == '.' || strcmp(suffix(entry->d_name), suffix(like)) != 0 ||
		    fstatat(cache->dir, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (!count++ || status.st_mtime < age.tv_sec) {
			age = status.st_mtim;
			snprintf(oldest, sizeof(oldest), "%s", entry->d_name);
		}
	}
	if (count > ENTRIES_MAX)
		unlinkat(cache->dir, oldest, 0);
	if (dir)
		closedir(dir);
}

static bool write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t put = write(fd, data, size);

		if (put < 0)
			return false;
		data += put;
		size -= (size_t)put;
	}
	return true;
}

/* A write past the limit of files' sizes (RLIMIT_FSIZE) signals this thread, too, and would end
 * the process. It fails; that is enough. */
static bool write_whole(int fd, const char *data, size_t size)
{
	const struct timespec now = { 0 };
	sigset_t signals, before, pending;
	bool written;

	sigemptyset(&signals);
	sigaddset(&signals, SIGXFSZ);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	written = write_all(fd, data, size);
	if (!written && !sigismember(&pending, SIGXFSZ))
		sigtimedwait(&signals, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return written;
}

void cache_keep(const struct cache *cache, const char *name, const void *data, size_t size)
{
	char temp[NAME_MAX + 1];
	int fd;

	if (cache->dir < 0 || !is_private(cache->dir))
		return;
	snprintf(temp, sizeof(temp), ".%s.%d", name, (int)getpid());
	fd = openat(cache->dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (!write_whole(fd, data, size) || renameat(cache->dir, temp, cache->dir, name) < 0)
		unlinkat(cache->dir, temp, 0);
	close(fd);
	trim(cache, name);
}
