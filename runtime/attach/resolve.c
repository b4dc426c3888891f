// SPDX-License-Identifier: MIT
/* The one name of what a target names, which rules are held against. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/private.h"

/* A device can have other names beside its own. */
static int resolve_device(struct target *target)
{
	const unsigned int index = if_nametoindex(target->file);
	char name[IF_NAMESIZE];

	return index && if_indextoname(index, name) ? target_set_file(target, name) : 0;
}

static bool is_same_file(const char *path, int fd)
{
	struct stat one, other;

	return stat(path, &one) == 0 && fstat(fd, &other) == 0 && one.st_ino == other.st_ino &&
	       one.st_dev == other.st_dev;
}

/*
 * What of a path that links gave lies below the root of a process: such paths begin with that
 * of a root which is a folder of ours, or of the process's mount namespace, as after chroot.
 */
static const char *below_root(const char *pid, const char *path)
{
	char link[64], root[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/%s/root", pid);
	len = readlink(link, root, sizeof(root));
	return len > 1 && strncmp(path, root, len) == 0 && path[len] == '/' ? path + len : path;
}

/*
 * The name of what was opened by `path`: its path, with links followed, where that leads
 * there for us, too. What lies in the root of a process alone, as a container's files do, is
 * /proc/PID/root and its path there. Our own network namespace has the path that everybody
 * knows, others and what is nowhere a name that is no path.
 */
static void name_file(int fd, const char *path, char name[static PATH_MAX])
{
	char link[32], there[PATH_MAX - 64], pid[32] = "";
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, there, sizeof(there) - 1);
	there[len < 0 ? 0 : len] = '\0';
	snprintf(name, PATH_MAX, "%s", there);
	if (*there != '/') {
		if (is_same_file("/proc/self/ns/net", fd))
			strcpy(name, "/proc/self/ns/net");
		return;
	}
	if (is_same_file(name, fd))
		return;
	sscanf(path, "/proc/%31[0-9a-z]", pid);
	snprintf(name, PATH_MAX, "/proc/%s/root%s", pid, below_root(pid, there));
	if (!is_same_file(name, fd))
		snprintf(name, PATH_MAX, "unreachable:%s", there);
}

/* Opens what a cgroup or a network namespace can be, or gives -errno. To open a FIFO would take
 * as long as it likes, and a device might act: before a rule was asked. */
static int open_plain(const char *path)
{
	int found = open(path, O_PATH | O_CLOEXEC), fd;
	struct stat status;
	char link[32];

	if (found < 0 || fstat(found, &status) < 0) {
		fd = -errno;
	} else if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) {
		fd = -EINVAL;
	} else {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", found);
		fd = open(link, O_RDONLY | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	if (found >= 0)
		close(found);
	return fd;
}

static int resolve_path(struct request *request)
{
	char name[PATH_MAX];
	int fd = open_plain(request->target.file);

	if (fd < 0) {
		request->missing = fd;
		return 0;
	}
	request->fd = fd;
	name_file(fd, request->target.file, name);
	return target_set_file(&request->target, name);
}

/* Searches the folders, which colons separate, as libbpf does for a name without one. */
static bool find_in(const char *folders, const char *file, int mode, char path[static PATH_MAX])
{
	while (folders && *folders) {
		const int len = (int)strcspn(folders, ":");

		if (snprintf(path, PATH_MAX, "%.*s/%s", len, folders, file) < PATH_MAX &&
		    access(path, mode) == 0)
			return true;
		folders += len + (folders[len] == ':');
	}
	return false;
}

/* Where Debian and its kin have the libraries of this machine. */
#if defined(__x86_64__)
#define MULTIARCH ":/lib/x86_64-linux-gnu"
#elif defined(__aarch64__)
#define MULTIARCH ":/lib/aarch64-linux-gnu"
#elif defined(__riscv) && __riscv_xlen == 64
#define MULTIARCH ":/lib/riscv64-linux-gnu"
#else
#define MULTIARCH ""
#endif

static bool find_binary(const char *file, char path[static PATH_MAX])
{
	static const char libraries[] = "/usr/lib64:/usr/lib" MULTIARCH;

	if (strchr(file, '/'))
		return snprintf(path, PATH_MAX, "%s", file) < PATH_MAX;
	if (strstr(file, ".so"))
		return find_in(getenv("LD_LIBRARY_PATH"), file, R_OK, path) ||
		       find_in(libraries, file, R_OK, path);
	return find_in(getenv("PATH"), file, R_OK | X_OK, path) ||
	       find_in("/usr/bin:/usr/sbin", file, R_OK | X_OK, path);
}

/* Only where it is a file of bytes does libbpf get to open it, see open_plain(). */
static int resolve_binary(struct request *request)
{
	char path[PATH_MAX], name[PATH_MAX];
	struct stat status;
	int fd = find_binary(request->target.file, path) ? open(path, O_PATH | O_CLOEXEC) : -1;

	if (fd < 0) {
		request->missing = -ENOENT;
		return 0;
	}
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		request->missing = -EINVAL;
	name_file(fd, path, name);
	close(fd);
	return target_set_file(&request->target, name);
}

int attach_resolve(struct request *request, enum target_form form)
{
	switch (form) {
	case FORM_DEVICE:
		return resolve_device(&request->target);
	case FORM_PATH:
		return resolve_path(request);
	case FORM_FILE_FUNCTION:
	case FORM_FILE_FUNCTIONS:
	case FORM_FILE_PROBE:
		return resolve_binary(request);
	default:
		return 0;
	}
}
