// SPDX-License-Identifier: MIT
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"

enum { CHUNK = 256 * 1024 };

/* Reads up to `want` bytes, again where a signal got in between. */
static ssize_t read_some(int fd, void *to, size_t want)
{
	ssize_t got;

	do
		got = read(fd, to, want);
	while (got < 0 && errno == EINTR);
	return got;
}

static int read_all(int fd, const char *name, struct buf *buf, struct err *err)
{
	ssize_t got;

	do {
		size_t room = buf->max - buf->len;
		size_t want = room < CHUNK ? room : CHUNK;
		char one, *to = buf_reserve(buf, want);

		if (!to)
			return err_set(err, buf->error, "cannot read '%s': %s", name,
				       strerror(buf->error));
		got = want ? read_some(fd, to, want) : read_some(fd, &one, 1);
		if (got < 0)
			return err_set(err, errno, "cannot read '%s': %s", name, strerror(errno));
		if (got > 0 && !want)
			return err_set(err, EFBIG, "'%s' is larger than %zu bytes", name, buf->max);
		buf->len += (size_t)got;
		buf->data[buf->len] = '\0';
	} while (got > 0);
	return 0;
}

int file_read(const char *path, struct buf *buf, struct err *err)
{
	int fd, ret;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "stdin", buf, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	ret = read_all(fd, path, buf, err);
	close(fd);
	return ret;
}

int file_open_regular(const char *path, struct stat *ret_stat, struct err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0 && fstat(fd, ret_stat) == 0 && S_ISREG(ret_stat->st_mode))
		return fd;
	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	close(fd);
	return err_set(err, EINVAL, "'%s' is not a regular file", path);
}

static int write_all(int fd, const char *name, const char *data, size_t size, struct err *err)
{
	while (size) {
		ssize_t put = write(fd, data, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_set(err, errno, "cannot write '%s': %s", name, strerror(errno));
		data += put;
		size -= (size_t)put;
	}
	return 0;
}

/* Writes to something that cannot be replaced as a whole. */
static int write_in_place(const char *path, const void *data, size_t size, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	ret = write_all(fd, path, data, size, err);
	if (close(fd) < 0 && !ret)
		ret = err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	return ret;
}

static mode_t default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Writes a new file beside `path`, with the given mode, and renames it. */
static int replace(const char *path, mode_t mode, const void *data, size_t size, struct err *err)
{
	char temp[PATH_MAX];
	int fd, ret;

	if (snprintf(temp, sizeof(temp), "%s.XXXXXX", path) >= (int)sizeof(temp))
		return err_set(err, ENAMETOOLONG, "cannot write '%s': %s", path,
			       strerror(ENAMETOOLONG));
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	ret = write_all(fd, path, data, size, err);
	if (!ret && fchmod(fd, mode) < 0)
		ret = err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	if (close(fd) < 0 && !ret)
		ret = err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	if (!ret && rename(temp, path) < 0)
		ret = err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	if (ret)
		unlink(temp);
	return ret;
}

int file_write(const char *path, const void *data, size_t size, struct err *err)
{
	char target[PATH_MAX];
	struct stat st;

	if (strcmp(path, "-") == 0)
		return write_all(STDOUT_FILENO, "stdout", data, size, err);
	if (stat(path, &st) < 0)
		return replace(path, default_mode(), data, size, err);
	if (!S_ISREG(st.st_mode))
		return write_in_place(path, data, size, err);
	if (!realpath(path, target)) /* a symbolic link stays one */
		return err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	return replace(target, st.st_mode & 07777, data, size, err);
}

const char *file_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* --- where files are, seen from each other ----------------------------------- */

/* The folder of the file `path`, resolved; the caller frees it. */
static char *real_folder(const char *path)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL, *real;

	if (slash)
		slash[slash == folder] = '\0';
	real = folder ? realpath(slash ? folder : ".", NULL) : NULL;
	free(folder);
	return real;
}

/* How many bytes of two resolved folders are the same, whole names only. */
static size_t common_folder(const char *a, const char *b)
{
	size_t len = 0, i;

	for (i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			len = i;
	if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/'))
		len = i;
	return len;
}

int file_relative(const char *path, const char *from, struct buf *buf, struct err *err)
{
	char *target = real_folder(path), *folder = real_folder(from);
	size_t len;

	if (!target || !folder) {
		int code = errno;

		free(target);
		free(folder);
		return err_set(err, code, "cannot find '%s' from '%s': %s", path, from,
			       strerror(code));
	}
	len = common_folder(target, folder);
	for (const char *at = folder + len; *at; at++)
		if (*at == '/' ? at[1] != '\0' : at == folder + len)
			buf_puts(buf, "../");
	if (target[len] && target[len + (target[len] == '/')])
		buf_printf(buf, "%s/", target + len + (target[len] == '/'));
	buf_puts(buf, file_base_name(path));
	free(target);
	free(folder);
	return 0;
}

static const char *checked_program;

static void check_stdout(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	fprintf(stderr, "%s: cannot write to stdout: %s\n", checked_program, strerror(errno));
	fflush(stderr); /* it need not be the unbuffered one: see diag_capture() */
	_exit(1);
}

void file_hold_standard(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/", O_PATH) != fd)
			_exit(1);
}

void file_check_stdout(const char *program)
{
	checked_program = program;
	atexit(check_stdout);
}
