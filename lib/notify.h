/* SPDX-License-Identifier: MIT */
/* What a service tells its manager, and gets from it: sd_notify(3), sd_listen_fds(3). */
#ifndef LIB_NOTIFY_H
#define LIB_NOTIFY_H

#include <stdbool.h>

struct err;

/* Opens a socket to the manager at that path, of which '@' begins an abstract one. The socket, or
 * -errno. */
int notify_connect(const char *path, struct err *err);

/* Sends one message, with a descriptor unless `fd` is negative. If it `waits`, a busy manager is
 * waited for, as long as the socket's time limit says. 0 or -errno. */
int notify_send(int socket, const char *text, int fd, bool waits);

/* Hands over the descriptors that this process was started with, each once: to the taker. */
void notify_take_given(void (*take)(void *context, const char *name, int fd), void *context);

#endif
