// SPDX-License-Identifier: MIT
/* Runs a guest: the one way that there is, whoever asks for it. */
#include "runtime/instance.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/code.h"
#include "engine/component.h"
#include "imports/abi.h"
#include "policy/policy.h"
#include "runtime/signals.h"
#include "runtime/taping.h"
#include "session/given.h"

enum {
	STATUS_NOT_RUN = 1,
	STATUS_TIMED_OUT = 124,
	STATUS_SIGNAL = 128,    /* and its number, as shells have it */
	STATUS_STOPPED = 143,   /* as after a SIGTERM */
	STATUS_TRAPPED = 134,   /* as after an abort */
};

static const struct engine_import *find_import(void *context, const char *module, const char *name)
{
	const struct wasm_bpf_instance *instance = context;
	const struct engine_import *import = abi_find(&instance->session, module, name);

	if (!import)
		import = functions_find(instance, module, name);
	return taping_import(instance, import, module, name);
}

int cause_status(int cause)
{
	switch (cause) {
	case WATCH_TIMED_OUT:
		return STATUS_TIMED_OUT;
	case WATCH_STOPPED:
		return STATUS_STOPPED;
	case WATCH_NO_MEMORY:
		return STATUS_NOT_RUN;
	default:
		return STATUS_SIGNAL + cause;
	}
}

static void stuck(void *context, int cause)
{
	const struct wasm_bpf_config *config = context;

	config->stuck(config->stuck_context, cause_status(cause));
}

struct watched config_watched(const struct wasm_bpf_config *config, struct session *session)
{
	return (struct watched){
		.session = session,
		.timeout_ms = wasm_bpf_config_time_left(config),
		.grace_ms = config->grace_ms,
		.stuck = config->stuck ? stuck : NULL,
		.context = (void *)(uintptr_t)config,
	};
}

int config_session(const struct wasm_bpf_config *config, const char *name,
		   struct session_options *ret_options)
{
	const struct session_options *from = &config->session;
	const size_t size = from->target_count * sizeof(*from->targets);

	*ret_options = *from;
	ret_options->name = name;
	ret_options->targets = malloc(size + 1);
	if (!ret_options->targets)
		return -ENOMEM;
	if (size)
		memcpy(ret_options->targets, from->targets, size);
	return 0;
}

int config_check(const struct wasm_bpf_config *config, struct err *err)
{
	return config->error ? err_set(err, -config->error, "a setting of the config failed: %s",
				       strerror(-config->error))
			     : 0;
}

static int init(struct wasm_bpf_instance *instance, struct err *err)
{
	const struct wasm_bpf_config *config = instance->config;
	struct wasm_bpf_runtime *runtime = instance->module->runtime;

	instance->watched = config_watched(config, &instance->session);
	if (config_session(config, instance->module->object, &instance->options) < 0 ||
	    functions_bind(instance) < 0)
		return err_set(err, ENOMEM, "cannot make an instance: %s", strerror(ENOMEM));
	instance->options.slices = &instance->module->kept;
	if (taping_init(instance, err) < 0)
		return -err->code;
	return session_init(&instance->session, &instance->options, runtime->engine,
			    &runtime->cache, err);
}

static void free_memory(struct wasm_bpf_instance *instance)
{
	free(instance->options.targets);
	free(instance->bound);
	taping_free(instance);
	free(instance);
}

/* Code that somebody else compiled could escape any rule and limit. */
static int check_code(const struct wasm_bpf_module *module, const struct wasm_bpf_config *config,
		      struct err *err)
{
	if (module->code_fd < 0 || !policy_restricts(config->policy) ||
	    code_is_sealed(module->code_fd, &module->runtime->cache))
		return 0;
	err_set(err, EPERM, "'%s' is compiled code without proof that this user compiled it: no "
		"rule or limit could restrict it", module->name);
	return err_hint(err, "compile it yourself ('wasm-bpf compile'), or run the module");
}

/* Until now nothing but its footer was read: the engine trusts what it loads. Modules are
 * constant to their users, who can be several threads. */
static int load_code(const struct wasm_bpf_module *module, struct err *err)
{
	struct wasm_bpf_module *loaded = (struct wasm_bpf_module *)module;
	int ret = 0;

	pthread_mutex_lock(&loaded->loading);
	if (!loaded->code)
		ret = code_load(loaded->runtime->engine, loaded->code_fd, &loaded->code, err);
	pthread_mutex_unlock(&loaded->loading);
	return ret < 0 ? err_prefix(err, "'%s'", module->name) : 0;
}

int module_ready(const struct wasm_bpf_module *module, const struct wasm_bpf_config *config,
		 struct err *err)
{
	int ret = config_check(config, err);

	if (!ret)
		ret = check_code(module, config, err);
	return ret ? ret : load_code(module, err);
}

int wasm_bpf_instance_new(const struct wasm_bpf_module *module,
			  const struct wasm_bpf_config *config,
			  struct wasm_bpf_instance **ret_instance, struct wasm_bpf_error *error)
{
	struct wasm_bpf_instance *instance;
	struct err err = ERR_INIT;
	int ret = module_ready(module, config, &err);

	if (!ret && engine_module_is_component(module->code)) {
		ret = err_set(&err, EINVAL, "'%s' is a component", module->name);
		err_hint(&err, "wasm-bpf run runs it with the object that it carries");
	}
	if (ret < 0)
		return runtime_error(ret, &err, error);
	instance = calloc(1, sizeof(*instance));
	if (!instance)
		return runtime_error(err_set(&err, ENOMEM, "cannot make an instance: %s",
					     strerror(ENOMEM)), &err, error);
	instance->module = module;
	instance->config = config;
	ret = init(instance, &err);
	if (ret < 0) {
		free_memory(instance);
		return runtime_error(ret, &err, error);
	}
	pthread_mutex_init(&instance->lock, NULL);
	*ret_instance = instance;
	return 0;
}

void wasm_bpf_instance_free(struct wasm_bpf_instance *instance)
{
	if (!instance)
		return;
	session_release(&instance->session);
	pthread_mutex_destroy(&instance->lock);
	free_memory(instance);
}

/* What a user must know without asking. */
static void tell_surprises(const struct session *session)
{
	const struct session_options *options = session->options;

	session_tell_losses(session);
	for (size_t i = 0; i < options->target_count; i++)
		if (options->targets[i].known && !options->targets[i].used)
			message_tell(&options->messages, WASM_BPF_WARNING,
				     "a target was given for program '%s', which the guest did "
				     "not attach",
				     options->targets[i].program);
}

/* Targets for programs that there are not: a run that went well did not do what was asked. One
 * that failed need not have said why. */
static void check_targets(struct session *session, struct wasm_bpf_result *result)
{
	struct err err = ERR_INIT;

	if (given_check(session, true, &err) == 0)
		return;
	log_begin(&session->log);
	session_report(session, &err);
	log_end();
	if (!result->status)
		result->status = STATUS_NOT_RUN;
}

/* How the guest ended, and what that makes of the exit status. */
static void explain(const struct session *session, enum engine_end end, int exit_status, int cause,
		    const struct err *err, struct wasm_bpf_result *result)
{
	*result = (struct wasm_bpf_result){
		.timed_out = cause == WATCH_TIMED_OUT,
		.signal = cause > 0 ? cause : 0,
	};
	switch (end) {
	case ENGINE_RETURNED:
		result->status = exit_status & 0xff;
		break;
	case ENGINE_STOPPED:
		result->status = session->exit_status;
		break;
	case ENGINE_INTERRUPTED:
		result->end = WASM_BPF_STOPPED;
		result->status = cause_status(cause);
		break;
	case ENGINE_TRAPPED:
		result->end = WASM_BPF_TRAPPED;
		result->status = STATUS_TRAPPED;
		snprintf(result->message, sizeof(result->message), "%s", err->msg);
		snprintf(result->backtrace, sizeof(result->backtrace), "%s",
			 engine_backtrace(session->instance));
	}
	if (result->timed_out)
		result->status = STATUS_TIMED_OUT;
	if (session->reader_gone) {
		result->end = WASM_BPF_STOPPED;
		result->signal = SIGPIPE;
		result->status = cause_status(SIGPIPE);
	}
}

/* The end of the guest's memory, and of all that is counted but for buffers. */
static void finish(struct wasm_bpf_instance *instance)
{
	struct session *session = &instance->session;
	size_t memory = 0;

	tell_surprises(session);
	session_leave(session);
	if (session->instance)
		engine_memory(session->instance, &memory);
	pthread_mutex_lock(&instance->lock);
	instance->stats.ended_at = clock_now();
	instance->stats.cpu_ns = clock_thread() - instance->cpu_began_at;
	instance->stats.memory = memory;
	if (session->instance)
		instance->stats.host_calls = engine_host_calls(session->instance);
	pthread_mutex_unlock(&instance->lock);
	engine_instance_free(session->instance);
	session->instance = NULL;
}

static int run(struct wasm_bpf_instance *instance, struct wasm_bpf_result *ret_result,
	       struct err *err)
{
	const struct wasm_bpf_module *module = instance->module;
	const struct wasm_bpf_config *config = instance->config;
	struct session *session = &instance->session;
	const struct engine_limits limits = {
		.memory = policy_limit(config->policy, POLICY_MEMORY, 0),
		.table = (uint32_t)policy_limit(config->policy, POLICY_TABLES, 0),
		.stop = &session->interrupt.trapping,
	};
	const struct engine_host host = { find_import, instance, session,
					  instance->recorder || config->taping.player };
	enum engine_end end = ENGINE_RETURNED;
	int ret, status = 0, cause;

	instance->options.ends_at_pipe = signals_are_taken();
	instance->wasi = config->wasi;
	process_streams_give(session, instance->streams, &instance->wasi);
	ret = taping_begin(instance, err);
	if (!ret)
		ret = engine_instantiate(module->runtime->engine, module->code, &host,
					 &instance->wasi, &limits, &session->instance, &end, err);
	if (!ret) {
		taping_watch(instance);
		ret = profiling_begin(instance, err);
	}
	if (!ret)
		ret = engine_run(session->instance, &end, &status, err);
	pthread_mutex_lock(&instance->lock);
	instance->running = false;
	cause = watch_remove(&module->runtime->watch, &instance->watched);
	pthread_mutex_unlock(&instance->lock);
	if (ret < 0 && ret != -ECANCELED)
		return err_prefix(err, "'%s'", module->name);
	explain(session, end, status, cause, err, ret_result);
	check_targets(session, ret_result);
	if (end == ENGINE_STOPPED)
		status = session->exit_status;
	instance->is_overruled = ret_result->end == WASM_BPF_EXITED &&
				 ret_result->status != (status & 0xff);
	session->is_done = ret_result->end == WASM_BPF_EXITED && !ret_result->status && !cause;
	return 0;
}

/* From here on the run is watched, and stopped as it was told to be before. */
static int begin(struct wasm_bpf_instance *instance, struct err *err)
{
	struct watch *watch = &instance->module->runtime->watch;
	bool first;

	pthread_mutex_lock(&instance->lock);
	first = !instance->stats.began_at;
	if (first) {
		instance->stats.began_at = clock_now();
		instance->cpu_began_at = clock_thread();
		instance->running = true;
		watch_add(watch, &instance->watched);
		for (; instance->stops; instance->stops--)
			watch_stop(watch, &instance->watched, WATCH_STOPPED);
	}
	pthread_mutex_unlock(&instance->lock);
	return first ? 0 : err_set(err, EBUSY, "an instance can run only once");
}

int wasm_bpf_run(struct wasm_bpf_instance *instance, struct wasm_bpf_result *ret_result,
		 struct wasm_bpf_error *error)
{
	struct wasm_bpf_result result;
	struct err err = ERR_INIT;
	int ret = begin(instance, &err);

	if (!ret) {
		session_enter(&instance->session);
		ret = taping_end(instance, run(instance, &result, &err), &result, &err);
		ret = profiling_end(instance, ret, &err);
		finish(instance);
	}
	if (!ret)
		*ret_result = result;
	return runtime_error(ret, &err, error);
}

void wasm_bpf_stop(struct wasm_bpf_instance *instance)
{
	pthread_mutex_lock(&instance->lock);
	if (instance->running)
		watch_stop(&instance->module->runtime->watch, &instance->watched, WATCH_STOPPED);
	else if (instance->stops < 2)
		instance->stops++;
	pthread_mutex_unlock(&instance->lock);
}
