// SPDX-License-Identifier: MIT
/* What core modules and components have in common: a store, which ends when it is told to, and what
 * WASI gives. */
#include <errno.h>
#include <string.h>

#include "engine/private.h"
#include "lib/err.h"

/* Every time that the engine is interrupted, be it for another guest. */
static wasmtime_error_t *check_stop(wasmtime_context_t *context, void *data, uint64_t *delta,
				    wasmtime_update_deadline_kind_t *kind)
{
	struct engine_instance *instance = data;

	(void)context;
	if (atomic_load(instance->limits.stop)) {
		instance->interrupted = true;
		return wasmtime_error_new("interrupted");
	}
	if (instance->profile)
		engine_profile_sample(instance->profile);
	*delta = 1;
	*kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
	return NULL;
}

/* The flag is looked at again where it could have been set before the deadline was. */
static void watch_flag(struct engine_instance *instance, const atomic_bool *stop)
{
	wasmtime_store_epoch_deadline_callback(instance->store, check_stop, instance, NULL);
	wasmtime_context_set_epoch_deadline(instance->context, 1);
	if (atomic_load(stop))
		wasmtime_context_set_epoch_deadline(instance->context, 0);
}

void engine_begin(struct engine_instance *instance, struct engine *engine,
		  const struct engine_limits *limits)
{
	instance->engine = engine;
	instance->store = wasmtime_store_new(engine->wasm, NULL, NULL);
	instance->context = wasmtime_store_context(instance->store);
	instance->limits = *limits;
	watch_flag(instance, limits->stop);
}

static ptrdiff_t put_output(void *context, const unsigned char *data, size_t size)
{
	const struct engine_output *output = context;
	const int ret = output->write(output->context, data, size);

	return ret < 0 ? ret : (ptrdiff_t)size;
}

static void configure_streams(wasi_config_t *config, const struct engine_wasi *wasi)
{
	const struct engine_output *out = &wasi->out[0], *err = &wasi->out[1];

	if (wasi->process_stdin)
		wasi_config_inherit_stdin(config);
	if (out->write)
		wasi_config_set_stdout_custom(config, put_output, (void *)(uintptr_t)out, NULL);
	else
		wasi_config_inherit_stdout(config);
	if (err->write)
		wasi_config_set_stderr_custom(config, put_output, (void *)(uintptr_t)err, NULL);
	else
		wasi_config_inherit_stderr(config);
}

static int configure_wasi(wasi_config_t *config, const struct engine_wasi *wasi, struct err *err)
{
	if (!wasi_config_set_argv(config, wasi->argc, wasi->argv))
		return err_set(err, EINVAL, "an argument is not UTF-8");
	if (!wasi_config_set_env(config, wasi->env_count, wasi->env_names, wasi->env_values))
		return err_set(err, EINVAL, "the environment is not UTF-8");
	configure_streams(config, wasi);
	for (size_t i = 0; i < wasi->dir_count; i++) {
		const struct engine_dir *dir = &wasi->dirs[i];

		if (!wasi_config_preopen_dir(config, dir->host, dir->guest, !dir->read_only))
			return err_set(err, ENOENT, "cannot open directory '%s'", dir->host);
	}
	return 0;
}

int engine_give_wasi(struct engine_instance *instance, const struct engine_wasi *wasi,
		     struct err *err)
{
	wasi_config_t *config = wasi_config_new();
	wasmtime_error_t *error;
	int ret;

	ret = configure_wasi(config, wasi, err);
	if (ret < 0) {
		wasi_config_delete(config);
		return ret;
	}
	error = wasmtime_context_set_wasi(instance->context, config);
	return error ? engine_error(EINVAL, error, "cannot set WASI up", err) : 0;
}
