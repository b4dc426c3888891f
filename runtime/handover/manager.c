// SPDX-License-Identifier: MIT
/* Descriptors that the service manager keeps: sd_notify(3), sd_listen_fds(3). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "handover/place.h"
#include "lib/err.h"
#include "lib/notify.h"

/* So begin the names of ours among all that it keeps. */
static const char prefix[] = "bpf-";

enum { FLUSH_MS = 2000 };

struct manager {
	struct place place;
	int socket;
};

static struct manager *manager_of(struct place *place)
{
	return (struct manager *)((char *)place - offsetof(struct manager, place));
}

static int manager_put(struct place *place, const char *name, int fd)
{
	char text[96];

	snprintf(text, sizeof(text), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s%s", prefix, name);
	return notify_send(manager_of(place)->socket, text, fd, true);
}

static void manager_drop(struct place *place, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "FDSTOREREMOVE=1\nFDNAME=%s%s", prefix, name);
	notify_send(manager_of(place)->socket, text, -1, true);
}

/* It closes the descriptor when it has come to this message, and so to all before. */
static void manager_flush(struct place *place)
{
	struct pollfd pipe_end = { .events = POLLHUP };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	pipe_end.fd = ends[0];
	if (notify_send(manager_of(place)->socket, "BARRIER=1", ends[1], true) == 0) {
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

struct found {
	struct kept_fd *list;
	size_t count, max;
};

/* Others than ours are left alone. */
static void take(void *context, const char *name, int fd)
{
	struct found *found = context;
	const size_t skip = sizeof(prefix) - 1;

	if (strncmp(name, prefix, skip) != 0 || strlen(name + skip) >= HANDOVER_NAME_MAX ||
	    found->count == found->max)
		return;
	strcpy(found->list[found->count].name, name + skip);
	found->list[found->count++].fd = fd;
}

static int manager_list(struct place *place, struct kept_fd *list, size_t max, struct err *err)
{
	struct found found = { list, 0, max };

	(void)place;
	(void)err;
	notify_take_given(take, &found);
	return (int)found.count;
}

static int connect_to(const char *path, struct err *err)
{
	const struct timeval limit = { .tv_sec = 1 };
	const int fd = notify_connect(path, err);

	if (fd >= 0)
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
