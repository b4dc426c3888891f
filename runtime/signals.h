/* SPDX-License-Identifier: MIT */
/* Signals of the process that stop its runs. They are the process's, and so is what is kept
 * of them. */
#ifndef RUNTIME_SIGNALS_H
#define RUNTIME_SIGNALS_H

#include <stdbool.h>

struct err;
struct wasm_bpf_runtime;

/* Blocks the signals that end a run, for this thread and those that it makes later, and has a
 * thread wait for them. 0 or -errno. */
int signals_take(struct err *err);

/* Whether they are: SIGPIPE, too. */
bool signals_are_taken(void);

/* From here to signals_forget() a signal stops the runs of that runtime. */
void signals_stop(struct wasm_bpf_runtime *runtime);
void signals_forget(struct wasm_bpf_runtime *runtime);

#endif
