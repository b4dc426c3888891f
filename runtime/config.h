/* SPDX-License-Identifier: MIT */
/* What instances get. Nobody may change a config while it has instances. */
#ifndef RUNTIME_CONFIG_H
#define RUNTIME_CONFIG_H

#include "engine/engine.h"
#include "runtime/profiling.h"
#include "runtime/taping.h"
#include "runtime/wasm_bpf.h"
#include "session/session.h"

/* A function of the program that embeds the runtime. */
struct function {
	const char *module;
	const char *name;
	const char *type;
	wasm_bpf_function *call;
	void *context;
};

struct wasm_bpf_config {
	int error;           /* the negative errno of the first setter that failed, or 0 */
	struct text *texts;  /* all texts that it holds */
	/* It has no name. Each instance copies the targets, because its session marks them. */
	struct session_options session;
	struct engine_wasi wasi;
	struct engine_dir *dirs;  /* of `session` and `wasi` */
	struct policy *policy;    /* rules and limits */
	struct given_btf *btf; /* of `session` */
	int64_t grace_ms;
	int stats_fd;  /* while it is open, the kernel counts runs; or -1 */
	uint64_t since;  /* clock_now() at the start of the time limit; 0: the start of a run */
	wasm_bpf_stuck *stuck;
	void *stuck_context;
	struct function *functions;
	size_t function_count;
	struct taping taping;
	struct profiling profiling;
};

#endif
