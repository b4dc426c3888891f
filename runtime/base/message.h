/* SPDX-License-Identifier: MIT */
/* What the runtime has to say while a guest runs, and where that goes. */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include "runtime/wasm_bpf.h"

struct err;

/* Takes one message, of one or more whole lines. */
struct message_sink {
	wasm_bpf_message *tell;
	void *context;
};

/* The sink that writes to stderr; to a terminal only what may pass there. */
extern const struct message_sink message_stderr;

/* Tells one line, to which the newline is added. */
void message_tell(const struct message_sink *sink, enum wasm_bpf_message_kind kind, const char *fmt,
		  ...) __attribute__((format(printf, 3, 4)));

#endif
