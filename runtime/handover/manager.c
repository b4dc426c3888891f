// SPDX-License-Identifier: MIT
/* Descriptors that the service manager keeps: sd_notify(3), sd_listen_fds(3). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "handover/place.h"
#include "lib/err.h"

/* So begin the names of ours among all that it keeps. */
static const char prefix[] = "bpf-";

enum { FIRST_FD = 3, FLUSH_MS = 2000 };

struct manager {
	struct place place;
	int socket;
};

static struct manager *manager_of(struct place *place)
{
	return (struct manager *)((char *)place - offsetof(struct manager, place));
}

static int notify(const struct manager *manager, const char *text, int fd)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .head = { .cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS,
				.cmsg_len = CMSG_LEN(sizeof(int)) } };
	struct iovec part = { (void *)(uintptr_t)text, strlen(text) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
	}
	return sendmsg(manager->socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int manager_put(struct place *place, const char *name, int fd)
{
	char text[96];

	snprintf(text, sizeof(text), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s%s", prefix, name);
	return notify(manager_of(place), text, fd);
}

static void manager_drop(struct place *place, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "FDSTOREREMOVE=1\nFDNAME=%s%s", prefix, name);
	notify(manager_of(place), text, -1);
}

/* It closes the descriptor when it has come to this message, and so to all before. */
static void manager_flush(struct place *place)
{
	struct pollfd pipe_end = { .events = POLLHUP };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	pipe_end.fd = ends[0];
	if (notify(manager_of(place), "BARRIER=1", ends[1]) == 0) {
		close(ends[1]);
		ends[1] = -1;
		poll(&pipe_end, 1, FLUSH_MS);
	}
	if (ends[1] >= 0)
		close(ends[1]);
	close(ends[0]);
}

static void manager_close(struct place *place)
{
	struct manager *manager = manager_of(place);

	close(manager->socket);
	free(manager);
}

/* How many descriptors this process was started with. */
static int given_count(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	const long number = count ? strtol(count, NULL, 10) : 0;

	if (!pid || strtol(pid, NULL, 10) != getpid() || number < 0 || number > KEPT_FDS_MAX)
		return 0;
	return (int)number;
}

/* The next name of the list, without our prefix; false if it is not ours. */
static bool next_name(const char **names, char ret_name[static HANDOVER_NAME_MAX])
{
	const size_t len = strcspn(*names, ":"), skip = sizeof(prefix) - 1;
	const char *name = *names;

	*names += len + (name[len] == ':');
	if (len <= skip || strncmp(name, prefix, skip) != 0 || len - skip >= HANDOVER_NAME_MAX)
		return false;
	memcpy(ret_name, name + skip, len - skip);
	ret_name[len - skip] = '\0';
	return true;
}

static int manager_list(struct place *place, struct kept_fd *list, size_t max, struct err *err)
{
	const char *names = getenv("LISTEN_FDNAMES");
	const int given = given_count();
	int count = 0;

	(void)place;
	(void)err;
	for (int i = 0; names && i < given && (size_t)count < max; i++) {
		const int fd = FIRST_FD + i;

		if (!next_name(&names, list[count].name))
			continue;
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		list[count++].fd = fd;
	}
	/* They are ours alone from now on. */
	unsetenv("LISTEN_PID");
	return count;
}

static int connect_to(const char *path, struct err *err)
{
	const struct timeval limit = { .tv_sec = 1 };
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
		err_set(err, errno, "cannot reach the service manager at '%s': %s", path,
			strerror(errno));
		if (fd >= 0)
			close(fd);
		return -err->code;
	}
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return fd;
}

/* What systemd tells since version 254: how many descriptors the unit may have it keep. */
static int check_room(struct err *err)
{
	const char *room = getenv("FDSTORE");

	if (!room || strtol(room, NULL, 10) > 0)
		return 0;
	err_set(err, ENOSPC, "the service manager keeps no descriptors of this unit");
	return err_hint(err,
			"FileDescriptorStoreMax=512 in its [Service] section has it keep them");
}

int manager_open(struct place **ret_place, struct err *err)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct manager *manager;
	int fd;

	if (!path || !*path) {
		err_set(err, ENOTCONN, "--keep: no service manager started this process");
		return err_hint(err, "--keep=/sys/fs/bpf/NAME keeps it in a BPF file system");
	}
	if (check_room(err) < 0)
		return -err->code;
	fd = connect_to(path, err);
	if (fd < 0)
		return fd;
	manager = malloc(sizeof(*manager));
	if (!manager) {
		close(fd);
		return err_set(err, ENOMEM, "--keep: %s", strerror(ENOMEM));
	}
	*manager = (struct manager){
		.place = { manager_list, manager_put, manager_drop, manager_flush, manager_close },
		.socket = fd,
	};
	*ret_place = &manager->place;
	return 0;
}
