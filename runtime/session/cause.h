/* SPDX-License-Identifier: MIT */
/* Why an object could not be loaded, in one line, from what libbpf and the verifier said. */
#ifndef SESSION_CAUSE_H
#define SESSION_CAUSE_H

#include <stdbool.h>

struct err;
struct object;

/* Adds the cause to the error as a hint, if it can be found: the verifier's last words, with the
 * line of the source that they are about; or the name that a misspelt section or target is near
 * to. */
void cause_hint(const struct object *object, struct err *err);

/* The same only where too few descriptors are the cause. Of an object that libbpf could not open
 * (object->bpf is null) its caller knows that they are. */
bool cause_hint_files(const struct object *object, struct err *err);

#endif
