// SPDX-License-Identifier: MIT
#include "runtime/native.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "lib/err.h"
#include "runtime/config.h"
#include "runtime/instance.h"
#include "runtime/runtime.h"
#include "runtime/signals.h"
#include "runtime/stats.h"
#include "session/given.h"
#include "session/session.h"

enum { STATUS_FAILED = 1 };

static int run_watched(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
		       struct session *session, native_fn *run, void *context, struct err *err)
{
	struct watched watched = config_watched(config, session);
	int ret, cause;

	watch_add(&runtime->watch, &watched);
	session_enter(session);
	ret = run(context, session, err);
	cause = watch_remove(&runtime->watch, &watched);
	if (!ret)
		ret = given_check(session, true, err);
	session_tell_losses(session);
	session->is_done = !ret && !cause;
	session_leave(session);
	if (session->reader_gone)
		return cause_status(SIGPIPE);
	if (cause == WATCH_TIMED_OUT || (cause > 0 && ret == -ECANCELED))
		return cause_status(cause);
	return ret ? STATUS_FAILED : 0;
}

int native_run(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	       const char *name, native_fn *run, void *context, struct run_stats *stats,
	       struct err *err)
{
	struct session_options options = { 0 };
	struct session session;
	const uint64_t cpu_began_at = clock_thread();
	int status = STATUS_FAILED;

	if (config_check(config, err) < 0)
		return STATUS_FAILED;
	if (config_session(config, name, &options) < 0) {
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	} else if ((options.ends_at_pipe = signals_are_taken()),
		   session_init(&session, &options, runtime->engine, &runtime->cache, err) == 0) {
		status = run_watched(runtime, config, &session, run, context, err);
		if (stats) {
			run_stats_take(stats, &session);
			stats->whole.ended_at = clock_now();
			stats->whole.cpu_ns = clock_thread() - cpu_began_at;
		}
		session_release(&session);
	}
	free(options.targets);
	return status;
}
