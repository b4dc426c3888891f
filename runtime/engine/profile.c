// SPDX-License-Identifier: MIT
#include "engine/profile.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "engine/private.h"
#include "lib/buf.h"
#include "lib/err.h"

#ifdef WASMTIME_FEATURE_PROFILING

struct engine_profile {
	struct engine *engine;
	struct engine_instance *instance;
	wasmtime_guestprofiler_t *profiler;
	uint64_t interval_ns;
	uint64_t cpu;  /* clock_thread() at the last sample */
	pthread_t thread;
	atomic_bool ended;
};

void engine_profile_sample(struct engine_profile *profile)
{
	const uint64_t now = clock_thread();

	wasmtime_guestprofiler_sample(profile->profiler, profile->instance->store,
				      now - profile->cpu);
	profile->cpu = now;
}

static void *tick(void *context)
{
	struct engine_profile *profile = context;
	const struct timespec interval = { (time_t)(profile->interval_ns / 1000000000),
					   (long)(profile->interval_ns % 1000000000) };

	while (!atomic_load(&profile->ended)) {
		nanosleep(&interval, NULL);
		engine_interrupt(profile->engine);
	}
	return NULL;
}

int engine_profile_begin(struct engine *engine, struct engine_instance *instance,
			 const struct engine_module *module, const char *name, uint64_t interval_ns,
			 struct engine_profile **ret_profile, struct err *err)
{
	struct engine_profile *profile = calloc(1, sizeof(*profile));
	const wasm_name_t text = { strlen(name), (char *)(uintptr_t)name };
	const wasmtime_guestprofiler_modules_t modules = { &text, module->wasm };
	int ret;

	if (!profile)
		return err_set(err, ENOMEM, "cannot profile: %s", strerror(ENOMEM));
	profile->engine = engine;
	profile->instance = instance;
	profile->interval_ns = interval_ns;
	profile->cpu = clock_thread();
	profile->profiler = wasmtime_guestprofiler_new(engine->wasm, &text, interval_ns, &modules,
						       1);
	ret = profile->profiler ? pthread_create(&profile->thread, NULL, tick, profile) : ENOMEM;
	if (ret) {
		if (profile->profiler)
			wasmtime_guestprofiler_delete(profile->profiler);
		free(profile);
		return err_set(err, ret, "cannot profile: %s", strerror(ret));
	}
	instance->profile = profile;
	*ret_profile = profile;
	return 0;
}

int engine_profile_end(struct engine_profile *profile, struct buf *json, struct err *err)
{
	wasmtime_error_t *error;
	wasm_byte_vec_t bytes;
	int ret = 0;

	atomic_store(&profile->ended, true);
	pthread_join(profile->thread, NULL);
	profile->instance->profile = NULL;
	error = wasmtime_guestprofiler_finish(profile->profiler, &bytes);
	free(profile);
	if (error)
		return engine_error(EINVAL, error, "cannot make the profile", err);
	if (json)
		buf_add(json, bytes.data, bytes.size);
	if (json && json->error)
		ret = err_set(err, json->error, "cannot make the profile: %s",
			      strerror(json->error));
	wasm_byte_vec_delete(&bytes);
	return ret;
}

#else

void engine_profile_sample(struct engine_profile *profile)
{
	(void)profile;
}

int engine_profile_begin(struct engine *engine, struct engine_instance *instance,
			 const struct engine_module *module, const char *name, uint64_t interval_ns,
			 struct engine_profile **ret_profile, struct err *err)
{
	(void)engine;
	(void)instance;
	(void)module;
	(void)name;
	(void)interval_ns;
	(void)ret_profile;
	return err_set(err, EOPNOTSUPP,
		       "cannot profile: this wasm-bpf was built with an engine "
		       "without profiles");
}

int engine_profile_end(struct engine_profile *profile, struct buf *json, struct err *err)
{
	(void)profile;
	(void)json;
	return err_set(err, EOPNOTSUPP, "no profile");
}

#endif
