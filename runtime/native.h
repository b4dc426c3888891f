/* SPDX-License-Identifier: MIT */
/* A run without a guest: the same session, policy, limits, signals and end, but a function of this
 * program does what a guest would do. */
#ifndef RUNTIME_NATIVE_H
#define RUNTIME_NATIVE_H

struct err;
struct run_stats;
struct session;
struct wasm_bpf_config;
struct wasm_bpf_runtime;

/* Loads, attaches and reads. Ends soon after the session's interrupt was raised. 0, or -errno with
 * the reason. */
typedef int native_fn(void *context, struct session *session, struct err *err);

/* Runs it, and detaches and frees all that it opened. `name` is for objects that have none. Returns
 * the exit status: 0 if it ended well or a signal ended it, 124 if its time was over, otherwise 1,
 * with the reason in `err`. With -ECANCELED, which has no reason: 128 and the signal's number, if
 * one came. The run's numbers are in `ret_stats`, unless that is null; the caller releases them. */
int native_run(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	       const char *name, native_fn *run, void *context, struct run_stats *ret_stats,
	       struct err *err);

#endif
