/* SPDX-License-Identifier: MIT */
/* What happened to the programs and buffers of objects. The numbers outlive the objects. */
#ifndef SESSION_USAGE_H
#define SESSION_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_program;
struct object;

struct program_usage {
	struct program_usage *next;
	char name[64];
	uint64_t runs;   /* as the kernel counted them */
	uint64_t ns;     /* how long these runs took in all */
	bool is_counted; /* the kernel did count */
	bool is_used;    /* it was attached, run by a test or put into a map */
};

struct usage_list {
	struct program_usage *_Atomic first;  /* newest first; other threads may read it */
	size_t made;                          /* how many, at most some thousand: they stay */
};

/* Notes that a program of the object is attached, or used in another way. */
void usage_mark(struct object *object, const struct bpf_program *prog);

/* The same for the programs of its struct_ops maps. */
void usage_mark_struct_ops(struct object *object);

/* Call it before an object is freed: keeps what its programs did, and which of its buffers nobody
 * read. */
void usage_take(struct object *object);

void usage_release(struct usage_list *list);

#endif
