/* SPDX-License-Identifier: MIT */
/* Signals that stop the runs of this process. Signals belong to the whole process, and so does
 * the state kept here. */
#ifndef RUNTIME_SIGNALS_H
#define RUNTIME_SIGNALS_H

#include <stdbool.h>

struct err;
struct wasm_bpf_runtime;

/* Blocks the signals that end a run, for this thread and those that it makes later, and starts a
 * thread that waits for them. 0 or -errno. */
int signals_take(struct err *err);

/* Whether the signals are blocked and waited for, SIGPIPE included. */
bool signals_are_taken(void);

/* From now on until signals_forget(), a signal stops the runs of that runtime. */
void signals_stop(struct wasm_bpf_runtime *runtime);
void signals_forget(struct wasm_bpf_runtime *runtime);

#endif
