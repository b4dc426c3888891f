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

static void rename_to(struct target *target, const char *name, const char *rest)
{
	char text[sizeof(target->resolved)];

	if (snprintf(text, sizeof(text), "%s%s", name, rest) < (int)sizeof(text))
		target->main = strcpy(target->resolved, text);
}

/* A device can have other names beside its own. */
static void resolve_device(struct target *target)
{
	const unsigned int index = if_nametoindex(target->main);
	char name[IF_NAMESIZE];

	if (index && if_indextoname(index, name))
		rename_to(target, name, "");
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

static void resolve_path(struct request *request)
{
	struct target *target = &request->target;
	char name[PATH_MAX];

	request->fd = open_plain(target->main);
	if (request->fd < 0)
		return;
	name_file(request->fd, target->main, name);
	rename_to(target, name, "");
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

/* The ':' that ends the file's path. */
static char *end_of_file(char *text, bool provider)
{
	char *colon = strrchr(text, ':');

	if (!colon || !provider)
		return colon;
	*colon = '\0';
	text = strrchr(text, ':');
	*colon = ':';
	return text;
}

/* Only where it is a file of bytes does libbpf get to open it, see open_plain(). */
static void resolve_binary(struct request *request, bool provider)
{
	struct target *target = &request->target;
	char path[PATH_MAX], name[PATH_MAX], *end = end_of_file((char *)target->main, provider);
	struct stat status;
	int fd = -1;

	if (!end)
		return;
	*end = '\0';
	if (find_binary(target->main, path))
		fd = open(path, O_PATH | O_CLOEXEC);
	*end = ':';
	if (fd < 0)
		return;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		request->fd = -EINVAL;
	name_file(fd, path, name);
	close(fd);
	rename_to(target, name, end);
}

/* Writes "+0x..." the way of the kernel, and a symbol that is an offset itself. */
static void resolve_offset(struct target *target)
{
	char name[sizeof(target->resolved)], offset_text[32] = "", *symbol;
	uint64_t offset;
	bool is_number;

	strcpy(name, target->main);
	symbol = strrchr(name, ':') ? strrchr(name, ':') + 1 : name;
	is_number = target_parse_number(symbol, UINT64_MAX, &offset);
	if (!is_number && target_cut_offset(symbol, &offset) < 0)
		return;
	if (is_number)
		*symbol = '\0';
	if (is_number || offset)
		snprintf(offset_text, sizeof(offset_text), "%s0x%llx", is_number ? "" : "+",
			 (unsigned long long)offset);
	if (!is_number && offset)
		target->offset = strlen(name);
	rename_to(target, name, offset_text);
}

void attach_resolve(struct request *request, unsigned int names)
{
	struct target *target = &request->target;

	if (names & NAMES_DEVICE)
		resolve_device(target);
	if (names & NAMES_PATH)
		resolve_path(request);
	if (names & NAMES_BINARY)
		resolve_binary(request, names & NAMES_PROVIDER);
	if (names & NAMES_OFFSET)
		resolve_offset(target);
	target->is_pattern = names & NAMES_PATTERN;
}
