// SPDX-License-Identifier: MIT
/*
 * Descriptors that stand for a path of the host: what programs attach to is opened by
 * sources first, and a guest sees no folder but those of --dir.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include "../../compat/paths.h"
#include "object.h"
#include "target.h"

int wasm_bpf_path_fd(const char *path)
{
	struct sdk_descriptor *descriptor;
	char *own;

	if (!path || !*path)
		return sdk_error(EINVAL);
	own = strdup(path);
	descriptor = own ? sdk_descriptor_new(SDK_PATH, 0) : NULL;
	if (!descriptor) {
		free(own);
		return sdk_error(ENOMEM);
	}
	descriptor->data = own;
	return descriptor->fd;
}

const char *sdk_path_of(int fd, const char *function)
{
	const struct sdk_descriptor *descriptor = sdk_descriptor_find(fd, SDK_PATH);

	if (descriptor)
		return descriptor->data;
	sdk_warn("%s: descriptor %d stands for no path: see wasm_bpf_path_fd()\n", function, fd);
	return sdk_error_ptr(EBADF);
}

/* Whether it is for attaching that one opens such a path. */
static bool is_attachable(const char *path)
{
	static const char *const folders[] = { "/sys/fs/cgroup", "/run/netns/", "/var/run/netns/" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return !strncmp(path, "/proc/", strlen("/proc/")) && strstr(path, "/ns/");
}

/* What can be read below a --dir folder is opened, and is a path besides. */
int compat_opened(const char *path, int flags, int fd)
{
	bool only_reads = (flags & O_ACCMODE) == O_RDONLY &&
			  !(flags & (O_CREAT | O_TRUNC | O_APPEND));
	struct sdk_descriptor *descriptor;
	int path_fd;

	if (!only_reads || !is_attachable(path))
		return fd;
	path_fd = wasm_bpf_path_fd(path);
	if (fd < 0 || path_fd < 0)
		return fd < 0 ? path_fd < 0 ? -1 : path_fd : fd;
	descriptor = sdk_descriptor_find(path_fd, SDK_PATH);
	descriptor->fd = fd;
	return fd;
}
