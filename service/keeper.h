/* SPDX-License-Identifier: MIT */
/*
 * What a run takes for its service manager, between it and the real one, if there is one: it keeps
 * the descriptors that one process of a run leaves to the next one, and passes on what they say.
 * Protocol: sd_notify(3).
 */
#ifndef SERVICE_KEEPER_H
#define SERVICE_KEEPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct err;
struct keeper;

/* What a child of ours has said. */
struct keeper_news {
	bool is_ready;   /* READY=1 */
	int module; /* the descriptor of keeper_send_module(), which the reader owns; or -1 */
	uint64_t policy; /* and the number that came with it */
};

/* Opens a socket for children, and takes over what the real manager kept. 0 or -errno. */
int keeper_open(struct keeper **ret_keeper, struct err *err);
void keeper_close(struct keeper *keeper);

/* The descriptor that is readable when a child has said something. */
int keeper_fd(const struct keeper *keeper);

/* Reads what children have said: of others than `child` and `looker` nothing counts. `status` is
 * put before each status; the end of `child` is told to the real manager only if `is_ending`. */
void keeper_read(struct keeper *keeper, pid_t child, pid_t looker, const char *status,
		 bool is_ending, struct keeper_news *news);

/* Tells the real manager, if there is one. */
void keeper_tell(const struct keeper *keeper, const char *text);

/* In a child: sends the bytes of a module, as a descriptor, and a number for the policy. */
int keeper_send_module(const struct keeper *keeper, int fd, uint64_t policy);

/* In a child: makes this process one that was started by a service manager, which is the keeper.
 * Every descriptor from 3 on is gone then, but for what is kept, and `*module`, which moves. */
int keeper_become_child(struct keeper *keeper, int *module);

#endif
