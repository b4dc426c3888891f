// SPDX-License-Identifier: MIT
#include "base/bpf_fd.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_kind(int fd, const char *kind)
{
	const size_t len = strlen(kind);
	char link[32], name[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return readlink(link, name, sizeof(name)) == (ssize_t)len && memcmp(name, kind, len) == 0;
}

bool bpf_fd_is_map(int fd)
{
	return is_kind(fd, "anon_inode:bpf-map");
}

bool bpf_fd_is_link(int fd)
{
	/* Of one that was just made, or of one that was opened. */
	return is_kind(fd, "anon_inode:bpf_link") || is_kind(fd, "anon_inode:bpf-link");
}
