/* SPDX-License-Identifier: MIT */
/* What a session takes over from the run before, and leaves to the one after: handover/handover.h.
 * Without a handover these do nothing. */
#ifndef SESSION_HANDED_H
#define SESSION_HANDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct attachment;
struct bpf_program;
struct err;
struct object;
struct session;

/* Notes the layouts of an object's records, which its bytes tell. */
void handed_know(struct object *object, const void *data, size_t size);

/* Before the load: gives the object the maps that were left, if their layouts are the same. If
 * they are not, it says what differs and drops all that was left for the object. */
int handed_take_maps(struct object *object, struct err *err);

/* After the load: the maps are left to the next run. */
void handed_leave_maps(struct object *object);

/* Frees what it has noted about the object. */
void handed_forget(struct object *object);

/* A program that is about to be attached. */
struct handed_place {
	struct object *object;
	struct bpf_program *prog;
	const char *where;  /* the target and the cookie */
};

/* Puts the links that were left for it in front of the list, if the kernel can run the program by
 * them. 1; or 0 if the program has to be attached. */
int handed_take_links(void *context, struct attachment **list);

/* What was attached is left to the next run; the links that it could not replace are dropped. */
void handed_leave_links(const struct handed_place *place, struct attachment *list);

/* The guest closes the object: nobody gets what it has, as with handed_let_go(). */
void handed_close(struct object *object);

/* A link of the guest runs another program from now on. */
void handed_change(struct session *session, struct attachment *list);

/* The guest detaches these: nobody gets them. Returns false, and leaves them to the next run, if
 * this one was told to end: then they are to be closed, and not detached. */
bool handed_let_go(struct session *session, struct attachment *list);

/* The guest is where it wanted to be: what it has not taken over is dropped. */
void handed_settle(struct session *session);

/* The guest is done: nothing is left. */
void handed_end(struct session *session);

#endif
