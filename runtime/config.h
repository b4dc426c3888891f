/* SPDX-License-Identifier: MIT */
/* What instances are given. Nobody changes it while there are instances of it. */
#ifndef RUNTIME_CONFIG_H
#define RUNTIME_CONFIG_H

#include "engine/engine.h"
#include "runtime/wasm_bpf.h"
#include "session/session.h"

/* A function of the embedder's. */
struct function {
	const char *module;
	const char *name;
	const char *type;
	wasm_bpf_function *call;
	void *context;
};

struct wasm_bpf_config {
	int error;           /* the first setter's that failed, negative */
	struct text *texts;  /* all texts that it holds */
	/* Without a name. The session that uses its targets marks them: each gets its own. */
	struct session_options session;
	struct engine_wasi wasi;
	struct engine_dir *dirs;  /* those of both */
	struct policy *policy;    /* limits, too */
	int64_t grace_ms;
	int stats_fd;  /* has the kernel count runs, or -1 */
	uint64_t since;  /* the begin of the time limit, of clock_now(); 0: a run's */
	wasm_bpf_stuck *stuck;
	void *stuck_context;
	struct function *functions;
	size_t function_count;
};

#endif
