// SPDX-License-Identifier: MIT
#include "service/health_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/diag.h"
#include "lib/err.h"

/* So begins a file for health checks. */
static const char *const begins[] = { "attached;", "unhealthy;" };

struct health_file {
	const char *path;
	int dir;            /* its folder, which is reached after the process is confined, too */
	bool is_there;
	bool is_error_told; /* that it could not be written */
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The text is there whole, or the old one is. */
static int replace(const struct health_file *file, const char *text)
{
	char temporary[256];
	const int len = snprintf(temporary, sizeof(temporary), ".%s.%d", base_name(file->path),
				 (int)getpid());
	int fd, code = 0;

	if (len >= (int)sizeof(temporary))
		return ENAMETOOLONG;
	unlinkat(file->dir, temporary, 0);
	fd = openat(file->dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    renameat(file->dir, temporary, file->dir, base_name(file->path)) < 0) {
		code = errno ? errno : ENOSPC;
		unlinkat(file->dir, temporary, 0);
	}
	close(fd);
	return code;
}

void health_file_write(struct health_file *file, const char *text)
{
	const int code = replace(file, text);

	if (code && !file->is_error_told)
		diag_printf(DIAG_WARNING, "wasm-bpf", "cannot write '%s': %s", file->path,
			    strerror(code));
	file->is_error_told = code;
	file->is_there |= !code;
}

/* Whether the file is one that a run kept; -errno if it cannot be told. */
static int is_health(int dir, const char *name)
{
	const int fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	char begin[16];
	struct stat status;
	int ret;
	ssize_t len;

	if (fd < 0)
		return errno == ELOOP ? 0 : -errno;
	ret = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && !status.st_size;
	len = ret ? 0 : read(fd, begin, sizeof(begin));
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		ret |= len >= (ssize_t)strlen(begins[i]) && S_ISREG(status.st_mode) &&
		       memcmp(begin, begins[i], strlen(begins[i])) == 0;
	close(fd);
	return ret;
}

/* The folder of a path stays open; the file of an earlier run goes. */
static int open_folder(struct health_file *file, const char *path, struct err *err)
{
	const char *name = base_name(path);
	char *dir = strndup(path, (size_t)(name - path));
	int there;

	file->path = path;
	file->dir = dir ? open(*dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (file->dir < 0 || !*name)
		return err_set(err, *name ? errno : EISDIR, "cannot write '%s': %s", path,
			       strerror(*name ? errno : EISDIR));
	there = is_health(file->dir, name);
	if (there == 0)
		return err_set(err, EEXIST, "'%s' is there, and is no file for health checks",
			       path);
	if ((there < 0 && there != -ENOENT) || (there > 0 && unlinkat(file->dir, name, 0) < 0))
		return err_set(err, there < 0 ? -there : errno, "cannot write '%s': %s", path,
			       strerror(there < 0 ? -there : errno));
	return 0;
}

int health_file_open(const char *path, struct health_file **ret_file, struct err *err)
{
	struct health_file *file = calloc(1, sizeof(*file));
	int ret;

	if (!file)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = open_folder(file, path, err);
	if (ret)
		health_file_close(file);
	else
		*ret_file = file;
	return ret;
}

void health_file_close(struct health_file *file)
{
	if (!file)
		return;
	if (file->is_there)
		unlinkat(file->dir, base_name(file->path), 0);
	if (file->dir >= 0)
		close(file->dir);
	free(file);
}
