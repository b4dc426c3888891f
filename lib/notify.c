// SPDX-License-Identifier: MIT
#include "lib/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/err.h"

enum { FIRST_FD = 3, FDS_MAX = 4096, NAME_MAX_LEN = 256 };

int notify_connect(const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t len = strlen(path);
	int fd;

	if ((*path != '/' && *path != '@') || len >= sizeof(address.sun_path))
		return err_set(err, EINVAL, "$NOTIFY_SOCKET is no path of a socket: '%s'", path);
	memcpy(address.sun_path, path, len);
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0) {
		const int ret = err_set(err, errno, "cannot reach the service manager at '%s': %s",
					path, strerror(errno));

		if (fd >= 0)
			close(fd);
		return ret;
	}
	return fd;
}

int notify_send(int socket, const char *text, int fd, bool waits)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .head = { .cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS,
				.cmsg_len = CMSG_LEN(sizeof(int)) } };
	struct iovec part = { (void *)(uintptr_t)text, strlen(text) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (socket < 0)
		return -ENOTCONN;
	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT)) < 0 ? -errno
											: 0;
}

void notify_take_given(void (*take)(void *context, const char *name, int fd), void *context)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	const char *names = getenv("LISTEN_FDNAMES");
	const long given = count ? strtol(count, NULL, 10) : 0;

	if (!pid || strtol(pid, NULL, 10) != getpid() || !names || given > FDS_MAX)
		return;
	unsetenv("LISTEN_PID");
	for (int i = 0; i < given; i++) {
		const size_t len = strcspn(names, ":");
		char name[NAME_MAX_LEN];

		snprintf(name, sizeof(name), "%.*s", (int)len, names);
		names += len + (names[len] == ':');
		fcntl(FIRST_FD + i, F_SETFD, FD_CLOEXEC);
		take(context, name, FIRST_FD + i);
	}
}
