// SPDX-License-Identifier: MIT
#include "format/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"

int write_fully(int fd, const void *data, size_t size)
{
	const char *from = data;

	while (size) {
		ssize_t put = write(fd, from, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		from += put;
		size -= (size_t)put;
	}
	return 0;
}

ssize_t read_fully(int fd, void *data, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t got = read(fd, (char *)data + have, size - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

static int cannot(const char *path, struct err *err)
{
	return err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
}

/* Fills what cannot be replaced as a whole: a pipe, a device. */
static int fill_in_place(const char *path, file_fill *fill, void *arg, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return cannot(path, err);
	ret = fill(arg, fd, err);
	if (close(fd) < 0 && !ret)
		ret = cannot(path, err);
	return ret;
}

static int fill_and_rename(const char *path, mode_t mode, file_fill *fill, void *arg,
			   struct err *err)
{
	char *temp;
	int fd, ret;

	if (asprintf(&temp, "%s.XXXXXX", path) < 0)
		return err_set(err, ENOMEM, "cannot write '%s': %s", path, strerror(ENOMEM));
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		free(temp);
		return cannot(path, err);
	}
	ret = fill(arg, fd, err);
	if (!ret && fchmod(fd, mode) < 0)
		ret = cannot(path, err);
	if (close(fd) < 0 && !ret)
		ret = cannot(path, err);
	if (!ret && rename(temp, path) < 0)
		ret = cannot(path, err);
	if (ret)
		unlink(temp);
	free(temp);
	return ret;
}

int file_replace(const char *path, file_fill *fill, void *arg, struct err *err)
{
	mode_t mask = umask(0);
	char target[PATH_MAX];
	struct stat st;

	umask(mask);
	if (strcmp(path, "-") == 0)
		return fill(arg, STDOUT_FILENO, err);
	if (stat(path, &st) < 0)
		return fill_and_rename(path, 0666 & ~mask, fill, arg, err);
	if (!S_ISREG(st.st_mode))
		return fill_in_place(path, fill, arg, err);
	if (!realpath(path, target)) /* a symbolic link stays one */
		return cannot(path, err);
	return fill_and_rename(target, st.st_mode & 07777, fill, arg, err);
}
