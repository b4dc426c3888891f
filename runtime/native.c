// SPDX-License-Identifier: MIT
#include "runtime/native.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "runtime/config.h"
#include "runtime/runtime.h"
#include "session/given.h"
#include "session/session.h"

enum { STATUS_FAILED = 1, STATUS_TIMED_OUT = 124, STATUS_SIGNAL = 128 };

/* Nothing can be waited for any more: what the kernel would keep was detached. */
static void stuck(void *context, int cause)
{
	const struct wasm_bpf_config *config = context;

	config->stuck(config->stuck_context, cause == WATCH_TIMED_OUT ? STATUS_TIMED_OUT
					     : cause > 0              ? STATUS_SIGNAL + cause
								      : STATUS_FAILED);
}

static int run_watched(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
		       struct session *session, native_fn *run, void *context, struct err *err)
{
	struct watched watched = {
		.session = session,
		.timeout_ms = wasm_bpf_config_time_left(config),
		.grace_ms = config->grace_ms,
		.stuck = config->stuck ? stuck : NULL,
		.context = (void *)(uintptr_t)config,
	};
	int ret, cause;

	watch_add(&runtime->watch, &watched);
	session_enter(session);
	ret = run(context, session, err);
	cause = watch_remove(&runtime->watch, &watched);
	if (!ret)
		ret = given_check(session, true, err);
	session_leave(session);
	if (cause == WATCH_TIMED_OUT)
		return STATUS_TIMED_OUT;
	return ret ? STATUS_FAILED : 0;
}

int native_run(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	       const char *name, native_fn *run, void *context, struct err *err)
{
	struct session_options options = config->session;
	const size_t size = options.target_count * sizeof(*options.targets);
	struct session session;
	int status = STATUS_FAILED;

	if (config->error)
		return err_set(err, -config->error, "a setting of the config failed: %s",
			       strerror(-config->error)),
		       STATUS_FAILED;
	options.name = name;
	options.targets = malloc(size + 1); /* the session marks them */
	if (!options.targets)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM)), STATUS_FAILED;
	if (size)
		memcpy(options.targets, config->session.targets, size);
	if (session_init(&session, &options, runtime->engine, &runtime->cache, err) == 0) {
		status = run_watched(runtime, config, &session, run, context, err);
		session_release(&session);
	}
	free(options.targets);
	return status;
}
