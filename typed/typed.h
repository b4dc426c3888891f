/* SPDX-License-Identifier: MIT */
/*
 * A typed guest: a component that gets an object's records as values of its own language, and
 * reaches the object's maps and parameters by functions with their types. What it takes and gives
 * is compared with what the object's BTF says before anything is loaded (values/world.h).
 */
#ifndef TYPED_H
#define TYPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"

struct btf;
struct elf;
struct err;
struct object;
struct typed;

/* What the guest asks of who runs it. */
struct typed_host {
	int (*load)(void *context, struct err *err);  /* loads the object, unless it is loaded */
	int (*attach)(void *context, const char *program, const char *target, struct err *err);
	int (*attach_all)(void *context, struct err *err); /* what is not attached yet */
	/* It attached something by itself: this program of the object, or, if that is null, another. */
	void (*attached)(void *context, const char *program);
	void *context;
};

/* How it ended, if it did. */
struct typed_end {
	enum engine_end end;
	int status;            /* what it exited with */
	char message[512];     /* of a trap */
	const char *backtrace; /* of a trap; as long as the guest is there */
};

/* Compares what a component takes and gives with an object, and runs nothing. -EINVAL names what does
 * not fit. */
int typed_check(struct engine *engine, const struct engine_module *code, const struct elf *elf,
		const struct btf *btf, struct err *err);

/* Compares, links and instantiates. The object is open, and `elf` what it was opened from. `wasi`, the flag of
 * `limits` and all others must live as long as the guest. -EINVAL names what does not fit. -ECANCELED: the
 * guest ended, typed_ended() says how. It is stored before, and to be freed even if this fails. */
int typed_new(struct engine *engine, const struct engine_module *code,
	      const struct engine_wasi *wasi, const struct engine_limits *limits,
	      const struct typed_host *host, const struct elf *elf, struct object *object,
	      struct typed **ret_typed, struct err *err);
void typed_free(struct typed *typed);

/* The buffers whose records it takes: the map's name, or null after the last. */
const char *typed_buffer(const struct typed *typed, size_t index);

/* Runs its `run`: 0; -ECANCELED: it ended; or -EINVAL. */
int typed_run(struct typed *typed, struct err *err);

/* Calls it with the records of a buffer: frames (records/batch.h). The same. */
int typed_take(struct typed *typed, size_t buffer, const void *frames, size_t size,
	       struct err *err);

/* Tells it that no more come. The same. */
int typed_finish(struct typed *typed, struct err *err);

const struct typed_end *typed_ended(const struct typed *typed);

/* The last error that a function of the host gave it; empty if there was none. */
const char *typed_refusal(const struct typed *typed);

/* How often it called functions of the host, WASI's not counted. */
uint64_t typed_calls(const struct typed *typed);

/* How many records were shorter than their struct. */
uint64_t typed_short(const struct typed *typed);

#endif
