// SPDX-License-Identifier: MIT
/* Descriptors that are pinned in a folder of a BPF file system. */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "handover/place.h"
#include "lib/err.h"

struct folder {
	struct place place;
	int fd;  /* locked, so that only one process has it */
	char path[PATH_MAX];
};

static const char fresh_name[] = "new"; /* of what is about to get its name */

static struct folder *folder_of(struct place *place)
{
	return (struct folder *)((char *)place - offsetof(struct folder, place));
}

static int path_of(const struct folder *folder, const char *name, char path[static PATH_MAX])
{
	const int len = snprintf(path, PATH_MAX, "%s/%s", folder->path, name);

	return len < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* One of that name is there until the new one is. */
static int folder_put(struct place *place, const char *name, int fd)
{
	const struct folder *folder = folder_of(place);
	char path[PATH_MAX], fresh[PATH_MAX];

	if (path_of(folder, name, path) < 0 || path_of(folder, fresh_name, fresh) < 0)
		return -ENAMETOOLONG;
	unlink(fresh);
	if (bpf_obj_pin(fd, fresh) < 0)
		return -errno;
	if (rename(fresh, path) == 0)
		return 0;
	unlink(fresh);
	return -errno;
}

static void folder_drop(struct place *place, const char *name)
{
	char path[PATH_MAX];

	if (path_of(folder_of(place), name, path) == 0)
		unlink(path);
}

/* "m7", "l8", "s9", "new": what runs put there. */
static bool is_ours(const char *name)
{
	if (strlen(name) >= HANDOVER_NAME_MAX)
		return false;
	return strcmp(name, fresh_name) == 0 || (*name && strchr("mls", *name) && name[1] &&
						 !name[1 + strspn(name + 1, "0123456789")]);
}

static int add(const struct folder *folder, const char *name, struct kept_fd *ret_kept)
{
	char path[PATH_MAX];
	int fd;

	if (path_of(folder, name, path) < 0)
		return -ENOENT;
	fd = bpf_obj_get(path);
	if (fd < 0)
		return -errno;
	strcpy(ret_kept->name, name);
	ret_kept->fd = fd;
	return 0;
}

static int refuse(const char *path, int code, const char *why, struct err *err)
{
	return err_set(err, code, "cannot keep anything in '%s': %s", path, why);
}

/* What a run has no use for is dropped: there must be nothing that others pinned. */
static int refuse_others(const struct folder *folder, const char *name, struct err *err)
{
	refuse(folder->path, EEXIST, "other things are in it", err);
	return err_hint(err, "'%s' was put there by something else; name a folder of its own",
			name);
}

static int folder_list(struct place *place, struct kept_fd *list, size_t max, struct err *err)
{
	const struct folder *folder = folder_of(place);
	DIR *dir = opendir(folder->path);
	struct dirent *entry;
	int count = 0, ret = 0;

	if (!dir)
		return err_set(err, errno, "cannot read '%s': %s", folder->path, strerror(errno));
	while ((size_t)count < max && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (!is_ours(entry->d_name)) {
			ret = refuse_others(folder, entry->d_name, err);
			break;
		}
		count += add(folder, entry->d_name, &list[count]) == 0;
	}
	closedir(dir);
	while (ret < 0 && count)
		close(list[--count].fd);
	return ret < 0 ? ret : count;
}

/* The kernel has pinned when it says so. */
static void folder_flush(struct place *place)
{
	(void)place;
}

/* An empty folder is of no use. */
static void folder_close(struct place *place)
{
	struct folder *folder = folder_of(place);

	rmdir(folder->path);
	close(folder->fd);
	free(folder);
}

static int refuse_system(const char *path, struct err *err)
{
	refuse(path, EINVAL, "it is in no BPF file system", err);
	return err_hint(err,
			"--keep=/sys/fs/bpf/NAME, where 'mount -t bpf bpf /sys/fs/bpf' was done");
}

/* Whoever could write it could have this process take over what is not its own. */
static int check(const struct folder *folder, struct err *err)
{
	struct statfs system;
	struct stat status;

	if (fstatfs(folder->fd, &system) < 0 || fstat(folder->fd, &status) < 0)
		return refuse(folder->path, errno, strerror(errno), err);
	if (system.f_type != BPF_FS_MAGIC)
		return refuse_system(folder->path, err);
	if (status.st_uid != geteuid() || status.st_mode & (S_IWGRP | S_IWOTH))
		return refuse(folder->path, EPERM, "others can write it", err);
	return 0;
}

/* One that another process is about to remove is not taken. */
static int lock(const struct folder *folder)
{
	struct stat opened, there;

	if (flock(folder->fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	if (fstat(folder->fd, &opened) < 0 || stat(folder->path, &there) < 0)
		return -errno;
	return opened.st_ino == there.st_ino ? 0 : -EAGAIN;
}

/* Makes the folder, only in a BPF file system. */
static int make(const struct folder *folder, struct err *err)
{
	char above[PATH_MAX];
	struct statfs system;
	char *slash;

	strcpy(above, folder->path);
	slash = strrchr(above, '/');
	if (slash)
		slash[slash == above] = '\0';
	if (statfs(slash ? above : ".", &system) == 0 && system.f_type != BPF_FS_MAGIC)
		return statfs(folder->path, &system) == 0 && system.f_type == BPF_FS_MAGIC
			       ? refuse(folder->path, EINVAL, "name a folder in it", err)
			       : refuse_system(folder->path, err);
	if (mkdir(folder->path, 0700) < 0 && errno != EEXIST)
		return refuse(folder->path, errno, strerror(errno), err);
	return 0;
}

/* A link at the end of "app/" would be followed. */
static void trim(char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
}

static int open_path(struct folder *folder, struct err *err)
{
	int ret;

	trim(folder->path);
	ret = make(folder, err);
	if (ret < 0)
		return ret;
	folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder->fd < 0)
		return refuse(folder->path, errno, strerror(errno), err);
	ret = check(folder, err);
	if (ret == 0) {
		ret = lock(folder);
		if (ret == -EWOULDBLOCK)
			refuse(folder->path, EBUSY, "another process keeps its programs there",
			       err);
		else if (ret < 0)
			refuse(folder->path, -ret, strerror(-ret), err);
	}
	return ret < 0 ? -err->code : 0;
}

int folder_open(const char *path, struct place **ret_place, struct err *err)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	if (!folder)
		return refuse(path, ENOMEM, strerror(ENOMEM), err);
	folder->place = (struct place){ folder_list, folder_put, folder_drop, folder_flush,
					folder_close };
	folder->fd = -1;
	if (snprintf(folder->path, sizeof(folder->path), "%s", path) >= PATH_MAX)
		refuse(path, ENAMETOOLONG, strerror(ENAMETOOLONG), err);
	else if (open_path(folder, err) == 0) {
		*ret_place = &folder->place;
		return 0;
	}
	if (folder->fd >= 0)
		close(folder->fd);
	free(folder);
	return -err->code;
}
