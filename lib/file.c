// SPDX-License-Identifier: MIT
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
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

void *file_map_kernel(const char *path, size_t *ret_size)
{
	void *data = MAP_FAILED;
	struct statfs system;
	struct stat st;
	int fd;

	/* Not opened where it is another's: whoever writes into a pipe would take us for its
	 * reader, who is gone a moment later. */
	if (statfs(path, &system) < 0 || system.f_type != SYSFS_MAGIC)
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return NULL;
	if (fstatfs(fd, &system) == 0 && system.f_type == SYSFS_MAGIC && fstat(fd, &st) == 0 &&
	    st.st_size > 0) {
		*ret_size = (size_t)st.st_size;
		data = mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return data == MAP_FAILED ? NULL : data;
}

int file_open_regular(const char *path, struct stat *ret_stat, struct err *err)
{
	int fd;

	if (stat(path, ret_stat) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (S_ISREG(ret_stat->st_mode)) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (fd >= 0 && fstat(fd, ret_stat) == 0 && S_ISREG(ret_stat->st_mode))
			return fd;
		if (fd < 0)
			return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
		close(fd);
	}
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

static mode_t default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int cannot_write(const struct file_out *out, int code, struct err *err)
{
	return err_set(err, code, "cannot write '%s': %s", out->path, strerror(code));
}

/* A new file beside `target`, which is the file's for now. */
static int begin_beside(struct file_out *out, const char *target, mode_t mode, struct err *err)
{
	if (strlen(target) + sizeof(".XXXXXX") > PATH_MAX)
		return cannot_write(out, ENAMETOOLONG, err);
	out->mode = mode;
	out->target = strdup(target);
	if (!out->target || asprintf(&out->temp, "%s.XXXXXX", target) < 0) {
		out->temp = NULL;
		return cannot_write(out, ENOMEM, err);
	}
	out->fd = mkostemp(out->temp, O_CLOEXEC);
	return out->fd < 0 ? cannot_write(out, errno, err) : 0;
}

/* Some things cannot be replaced as a whole: a pipe, a device, stdout. */
static int begin(struct file_out *out, struct err *err)
{
	char target[PATH_MAX];
	struct stat st;

	if (strcmp(out->path, "-") == 0) {
		out->name = "stdout";
		out->fd = STDOUT_FILENO;
		return 0;
	}
	out->name = out->path;
	if (stat(out->path, &st) < 0)
		return begin_beside(out, out->path, default_mode(), err);
	if (!S_ISREG(st.st_mode)) {
		out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
		return out->fd < 0 ? err_set(err, errno, "cannot open '%s': %s", out->path,
					     strerror(errno))
				   : 0;
	}
	if (!realpath(out->path, target)) /* a symbolic link stays one */
		return cannot_write(out, errno, err);
	return begin_beside(out, target, st.st_mode & 07777, err);
}

int file_out_add(struct file_out *out, const void *data, size_t size, struct err *err)
{
	int ret = out->fd < 0 ? begin(out, err) : 0;

	return ret ? ret : write_all(out->fd, out->name, data, size, err);
}

int file_out_end(struct file_out *out, int ret, struct err *err)
{
	if (!ret && out->fd < 0)
		ret = begin(out, err);
	if (!ret && out->target && fchmod(out->fd, out->mode) < 0)
		ret = cannot_write(out, errno, err);
	if (out->fd >= 0 && out->name == out->path && close(out->fd) < 0 && !ret)
		ret = cannot_write(out, errno, err);
	if (!ret && out->target && rename(out->temp, out->target) < 0)
		ret = cannot_write(out, errno, err);
	if (ret && out->target && out->fd >= 0)
		unlink(out->temp);
	free(out->temp);
	free(out->target);
	*out = (struct file_out)FILE_OUT_INIT(out->path);
	return ret;
}

int file_write(const char *path, const void *data, size_t size, struct err *err)
{
	struct file_out out = FILE_OUT_INIT(path);

	return file_out_end(&out, file_out_add(&out, data, size, err), err);
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
