/* SPDX-License-Identifier: MIT */
/* Targets that the user gave for programs by name: struct session_target. */
#ifndef SESSION_GIVEN_H
#define SESSION_GIVEN_H

#include <stdbool.h>

struct err;
struct object;
struct session;

/* The user's target for a program of that name, or null. */
struct session_target *session_target(const struct session *session, const char *program);

/* Notes the programs and struct_ops maps of an object that was opened. */
void given_know(struct session *session, const struct object *object);

/*
 * -ENOENT, with the nearest name, if the user gave a target for a name that no object has: the
 * guest would attach its programs to other targets than the user wants. An object may still
 * come. So unless the run is over, a name that stands anywhere in the guest's memory is no error.
 */
int given_check(const struct session *session, bool is_over, struct err *err);

#endif
