/* SPDX-License-Identifier: MIT */
/* Messages of the runtime while a guest runs, and where they go. */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include "runtime/wasm_bpf.h"

struct err;

/* Takes one message, of one or more whole lines. */
struct message_sink {
	wasm_bpf_message *tell;
	void *context;
};

/* The sink that writes to stderr; if that is a terminal, only what may pass (terminal.h). */
extern const struct message_sink message_stderr;

/* Gives the sink one line, and adds the newline. */
void message_tell(const struct message_sink *sink, enum wasm_bpf_message_kind kind, const char *fmt,
		  ...) __attribute__((format(printf, 3, 4)));

#endif
