/* SPDX-License-Identifier: MIT */
/* The functions of WASI preview1 that the engine has, and which bytes each reads and writes. */
#ifndef RECORDING_WASI_H
#define RECORDING_WASI_H

#include <stddef.h>
#include <stdint.h>

#include "session/session.h"

enum { WASI_SPANS_MAX = 3 };

struct wasi_span {
	enum { WASI_NONE, WASI_IN, WASI_OUT, WASI_OUT_FIXED, WASI_IN_PARTS, WASI_OUT_PARTS } kind;
	unsigned int argument;  /* the address, of bytes or of an array of parts */
	unsigned int size;      /* the argument with their number; FIXED: how many bytes */
};

struct wasi_function {
	const char *name;
	const char *type;  /* as struct engine_import has it */
	struct wasi_span spans[WASI_SPANS_MAX];
};

/* Null for functions that give nothing but what the run was given (args_get), and for others that
 * are not to be recorded. */
const struct wasi_function *wasi_function_find(const char *module, const char *name);

/* Tells `spans` which bytes a call with these arguments concerns. */
void wasi_function_spans(const struct wasi_function *function, const struct session *session,
			 const uint64_t *args, const struct span_taker *spans);

/* The bytes of an array of parts, as fd_write takes it: calls `take` for each part that is in the
 * memory, until `max` bytes. */
void wasi_parts(const struct session *session, uint64_t pointer, uint32_t count, uint64_t max,
		void (*take)(void *context, const void *bytes, size_t size), void *context);

#endif
