// SPDX-License-Identifier: MIT
#include "service/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/notify.h"

enum {
	FIRST_FD = 3,
	FDS_MAX = 4096,
	NAME_MAX_LEN = 64,
	TEXT_MAX = 4096,
	FDS_EACH = 16,
	HEARD_AT_ONCE = 1000
};

struct kept {
	struct kept *next;
	char name[NAME_MAX_LEN];
	int fd;
};

struct keeper {
	int socket;   /* children speak to it */
	struct sockaddr_un address;
	socklen_t address_size;
	int manager;  /* the real one's socket, or -1 */
	struct kept *kept;
};

/* --- messages ----------------------------------------------------------------------------- */

void keeper_tell(const struct keeper *keeper, const char *text)
{
	notify_send(keeper->manager, text, -1, true);
}

/* One datagram of a child. */
struct heard {
	char text[TEXT_MAX + 1];
	int fds[FDS_EACH];
	int fd_count;
	pid_t from;
};

static void take_control(struct msghdr *message, struct heard *heard)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SCM_CREDENTIALS) {
			struct ucred who;

			memcpy(&who, CMSG_DATA(c), sizeof(who));
			heard->from = who.pid;
		} else if (c->cmsg_type == SCM_RIGHTS) {
			heard->fd_count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
			memcpy(heard->fds, CMSG_DATA(c), (size_t)heard->fd_count * sizeof(int));
		}
	}
}

static bool hear(const struct keeper *keeper, struct heard *heard)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(FDS_EACH * sizeof(int))];
	} control;
	struct iovec part = { heard->text, TEXT_MAX };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	const ssize_t len = recvmsg(keeper->socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (len < 0)
		return false;
	heard->fd_count = 0;
	heard->from = 0;
	heard->text[len] = '\0';
	take_control(&message, heard);
	return true;
}

/* What follows "NAME=" at the start of a line, up to its end; false if no line begins so. */
static bool field(const char *text, const char *name, char *value, size_t size)
{
	const size_t len = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, len) != 0 || line[len] != '=')
			continue;
		line += len + 1;
		snprintf(value, size, "%.*s", (int)strcspn(line, "\n"), line);
		return true;
	}
	return false;
}

/* --- what is kept -------------------------------------------------------------------------- */

static void drop(struct keeper *keeper, const char *name)
{
	struct kept **link = &keeper->kept;

	while (*link) {
		struct kept *kept = *link;

		if (strcmp(kept->name, name) != 0) {
			link = &kept->next;
			continue;
		}
		*link = kept->next;
		close(kept->fd);
		free(kept);
	}
}

/* Takes the descriptor over. */
static void keep(struct keeper *keeper, const char *name, int fd)
{
	struct kept *kept = calloc(1, sizeof(*kept));

	if (!kept) {
		close(fd);
		return;
	}
	snprintf(kept->name, sizeof(kept->name), "%s", name);
	kept->fd = fd;
	kept->next = keeper->kept;
	keeper->kept = kept;
}

static void take_store(struct keeper *keeper, struct heard *heard)
{
	char name[NAME_MAX_LEN];

	if (!field(heard->text, "FDNAME", name, sizeof(name)) || heard->fd_count != 1)
		return;
	notify_send(keeper->manager, heard->text, heard->fds[0], true);
	keep(keeper, name, heard->fds[0]);
	heard->fd_count = 0;
}

static void take_remove(struct keeper *keeper, const struct heard *heard)
{
	char name[NAME_MAX_LEN];

	if (!field(heard->text, "FDNAME", name, sizeof(name)))
		return;
	notify_send(keeper->manager, heard->text, -1, true);
	drop(keeper, name);
}

/* Passes a status on, with what this one knows before it. */
static void pass_on(const struct keeper *keeper, const struct heard *heard, const char *before)
{
	char text[2 * TEXT_MAX], status[TEXT_MAX], value[8];
	const bool has_status = field(heard->text, "STATUS", status, sizeof(status));
	size_t len = 0;

	*text = '\0';
	if (field(heard->text, "READY", value, sizeof(value)))
		len += (size_t)snprintf(text, sizeof(text), "READY=1\n");
	if (field(heard->text, "WATCHDOG", value, sizeof(value)))
		len += (size_t)snprintf(text + len, sizeof(text) - len, "WATCHDOG=1\n");
	if (has_status)
		snprintf(text + len, sizeof(text) - len, "STATUS=%s%s\n", before, status);
	if (*text)
		keeper_tell(keeper, text);
}

static void take_module(struct heard *heard, struct keeper_news *news)
{
	char number[32];

	if (heard->fd_count != 1 || !field(heard->text, "POLICY", number, sizeof(number)))
		return;
	if (news->module >= 0)
		close(news->module);
	news->module = heard->fds[0];
	news->policy = strtoull(number, NULL, 16);
	heard->fd_count = 0;
}

void keeper_read(struct keeper *keeper, pid_t child, pid_t looker, const char *status,
		 bool is_ending, struct keeper_news *news)
{
	struct heard heard;
	char value[8];

	/* Whoever floods the socket does not keep this process from the rest. */
	for (int i = 0; i < HEARD_AT_ONCE && hear(keeper, &heard); i++) {
		const bool counts = child > 0 && heard.from == child;

		if (looker > 0 && heard.from == looker)
			take_module(&heard, news);
		else if (!counts)
			;
		else if (field(heard.text, "FDSTORE", value, sizeof(value)))
			take_store(keeper, &heard);
		else if (field(heard.text, "FDSTOREREMOVE", value, sizeof(value)))
			take_remove(keeper, &heard);
		else if (field(heard.text, "BARRIER", value, sizeof(value)) && heard.fd_count == 1)
			notify_send(keeper->manager, heard.text, heard.fds[0], true);
		else if (field(heard.text, "STOPPING", value, sizeof(value)) && is_ending)
			keeper_tell(keeper, "STOPPING=1");
		else
			pass_on(keeper, &heard, status);
		news->is_ready |= counts && field(heard.text, "READY", value, sizeof(value));
		for (int fd = 0; fd < heard.fd_count; fd++)
			close(heard.fds[fd]);
	}
}

/* --- its two ends -------------------------------------------------------------------------- */

static void take_given(void *context, const char *name, int fd)
{
	keep(context, name, fd);
}

/* Binds it to an address that the kernel chooses. */
static int listen_for_children(struct keeper *keeper, struct err *err)
{
	const int on = 1;

	keeper->address.sun_family = AF_UNIX;
	keeper->address_size = sizeof(sa_family_t);
	keeper->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (keeper->socket >= 0 &&
	    setsockopt(keeper->socket, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0 &&
	    bind(keeper->socket, (struct sockaddr *)&keeper->address, keeper->address_size) == 0) {
		keeper->address_size = sizeof(keeper->address);
		if (getsockname(keeper->socket, (struct sockaddr *)&keeper->address,
				&keeper->address_size) == 0)
			return 0;
	}
	return err_set(err, errno, "cannot listen to the guest's process: %s", strerror(errno));
}

int keeper_open(struct keeper **ret_keeper, struct err *err)
{
	struct keeper *keeper = calloc(1, sizeof(*keeper));
	const char *manager = getenv("NOTIFY_SOCKET");
	int ret;

	if (!keeper)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	notify_take_given(take_given, keeper);
	keeper->manager = manager && *manager ? notify_connect(manager, NULL) : -1;
	ret = listen_for_children(keeper, err);
	if (ret < 0) {
		keeper_close(keeper);
		return ret;
	}
	*ret_keeper = keeper;
	return 0;
}

void keeper_close(struct keeper *keeper)
{
	if (!keeper)
		return;
	while (keeper->kept) {
		struct kept *next = keeper->kept->next;

		close(keeper->kept->fd);
		free(keeper->kept);
		keeper->kept = next;
	}
	if (keeper->socket >= 0)
		close(keeper->socket);
	if (keeper->manager >= 0)
		close(keeper->manager);
	free(keeper);
}

int keeper_fd(const struct keeper *keeper)
{
	return keeper->socket;
}

/* --- children ------------------------------------------------------------------------------ */

int keeper_send_module(const struct keeper *keeper, int fd, uint64_t policy)
{
	const int to = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[64];
	int ret = -errno;

	snprintf(text, sizeof(text), "MODULE=1\nPOLICY=%llx", (unsigned long long)policy);
	if (to >= 0 &&
	    connect(to, (const struct sockaddr *)&keeper->address, keeper->address_size) == 0)
		ret = notify_send(to, text, fd, true);
	if (to >= 0)
		close(to);
	return ret;
}

/* The names of what is kept, in the order in which they get their numbers. */
static char *list_names(const struct keeper *keeper, int *ret_count)
{
	size_t size = 1, len = 0;
	char *names;

	*ret_count = 0;
	for (const struct kept *i = keeper->kept; i; i = i->next) {
		size += strlen(i->name) + 1;
		++*ret_count;
	}
	names = calloc(1, size);
	for (const struct kept *i = keeper->kept; names && i; i = i->next)
		len += (size_t)snprintf(names + len, size - len, "%s%s", len ? ":" : "", i->name);
	return names;
}

/* Moves them out of the way, then each to its number, and closes the rest. */
static int renumber(struct keeper *keeper, int count, int *module)
{
	const int above = FIRST_FD + count + 1;
	int number = FIRST_FD;

	*module = fcntl(*module, F_DUPFD_CLOEXEC, above);
	for (struct kept *i = keeper->kept; i; i = i->next)
		i->fd = fcntl(i->fd, F_DUPFD_CLOEXEC, above);
	if (*module < 0)
		return -EMFILE;
	for (struct kept *i = keeper->kept; i; i = i->next)
		if (i->fd < 0 || dup2(i->fd, number++) < 0)
			return -EMFILE;
	if (dup2(*module, number) < 0)
		return -EMFILE;
	*module = number;
	fcntl(*module, F_SETFD, FD_CLOEXEC);
	close_range((unsigned int)number + 1, ~0u, 0);
	return 0;
}

static void set_number(const char *name, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	setenv(name, text, 1);
}

int keeper_become_child(struct keeper *keeper, int *module)
{
	char socket_name[sizeof(keeper->address.sun_path) + 2];
	int count, ret;
	char *names = list_names(keeper, &count);

	if (!names)
		return -ENOMEM;
	ret = renumber(keeper, count, module);
	if (ret == 0) {
		/* Addresses that the kernel chooses begin with a NUL, and are text behind it. */
		snprintf(socket_name, sizeof(socket_name), "@%.*s",
			 (int)(keeper->address_size - offsetof(struct sockaddr_un, sun_path) - 1),
			 keeper->address.sun_path + 1);
		setenv("NOTIFY_SOCKET", socket_name, 1);
		setenv("LISTEN_FDNAMES", names, 1);
		set_number("LISTEN_FDS", count);
		set_number("LISTEN_PID", getpid());
		set_number("FDSTORE", FDS_MAX);
		if (getenv("WATCHDOG_PID"))
			set_number("WATCHDOG_PID", getpid());
	}
	free(names);
	return ret;
}
