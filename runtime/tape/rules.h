/* SPDX-License-Identifier: MIT */
/* What recording and replaying must know of single imports. */
#ifndef TAPE_RULES_H
#define TAPE_RULES_H

#include <stdbool.h>
#include <stdint.h>

extern const char wasi_module[];

/* The run itself has the answer: proc_exit, args_get and the like. */
bool rules_pass(const char *module, const char *name);

/* It can wait, so that what was recorded is better written before. */
bool rules_wait(const char *name);

/* A replay does not compare that argument: an address in another build of the guest, or the size
 * of the guest's BPF object. */
bool rules_ignore_argument(const char *name, unsigned int argument);

/* A replay does not compare the bytes of that argument: the guest's BPF object and its name, which
 * are another build's, too. */
bool rules_ignore_bytes(const char *name, unsigned int argument);

/* The guest's standard streams: which one is behind a descriptor. */
struct rules_streams {
	int32_t fds[3];
};

#define RULES_STREAMS { { 0, 1, 2 } }

/* The guest closed a descriptor, or put one in the place of another. */
void rules_move_stream(struct rules_streams *streams, const char *name, const uint64_t *args);

/* 1 or 2 if that descriptor is stdout or stderr, or 0. */
unsigned int rules_output(const struct rules_streams *streams, uint64_t fd);

#endif
