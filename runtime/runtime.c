// SPDX-License-Identifier: MIT
#include "runtime/runtime.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "btf/slices.h"
#include "engine/engine.h"
#include "engine/module.h"
#include "lib/file.h"
#include "lib/wasm.h"
#include "policy/policy.h"
#include "records/mapping.h"
#include "runtime/instance.h"
#include "runtime/signals.h"

/* The engine's handlers of signals are the process's from then on. */
static atomic_bool engine_was_made;

int runtime_error(int ret, const struct err *err, struct wasm_bpf_error *error)
{
	if (ret >= 0 || !error)
		return ret;
	error->code = -ret;
	snprintf(error->message, sizeof(error->message), "%s", err->msg);
	snprintf(error->hint, sizeof(error->hint), "%s", err->hint);
	return ret;
}

const char *wasm_bpf_version(void)
{
	return VERSION;
}

const char *wasm_bpf_engine_version(void)
{
	return engine_version();
}

static int start(struct wasm_bpf_runtime *runtime, unsigned int flags, struct err *err)
{
	const bool perf_map = flags & WASM_BPF_PERF_MAP;
	int ret;

	atomic_store(&engine_was_made, true);
	runtime->engine = engine_new(perf_map);
	if (!runtime->engine && perf_map)
		return err_set(err, EOPNOTSUPP, "cannot start an engine that writes a perf map");
	if (!runtime->engine)
		return err_set(err, ENOMEM, "cannot start the engine");
	ret = watch_start(&runtime->watch, err);
	if (ret < 0)
		engine_free(runtime->engine);
	return ret;
}

int wasm_bpf_runtime_new(unsigned int flags, struct wasm_bpf_runtime **ret_runtime,
			 struct wasm_bpf_error *error)
{
	struct wasm_bpf_runtime *runtime = calloc(1, sizeof(*runtime));
	struct err err = ERR_INIT;
	int ret;

	if (!runtime)
		return runtime_error(err_set(&err, ENOMEM, "cannot start: %s", strerror(ENOMEM)),
				     &err, error);
	ret = start(runtime, flags, &err);
	if (ret < 0) {
		free(runtime);
		return runtime_error(ret, &err, error);
	}
	runtime->cache.dir = -1;
	if (flags & WASM_BPF_CACHE)
		cache_open(&runtime->cache, &runtime->no_cache);
	signals_stop(runtime);
	*ret_runtime = runtime;
	return 0;
}

void wasm_bpf_runtime_free(struct wasm_bpf_runtime *runtime)
{
	if (!runtime)
		return;
	signals_forget(runtime);
	watch_end(&runtime->watch);
	cache_close(&runtime->cache);
	engine_free(runtime->engine);
	free(runtime);
}

const char *wasm_bpf_runtime_no_cache(const struct wasm_bpf_runtime *runtime)
{
	return runtime->no_cache.code ? runtime->no_cache.msg : NULL;
}

void wasm_bpf_runtime_stop(struct wasm_bpf_runtime *runtime)
{
	watch_stop_all(&runtime->watch, WATCH_STOPPED);
}

int wasm_bpf_handle_signals(unsigned int which, struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	int ret = 0;

	if (which & WASM_BPF_SIGNALS_MEMORY) {
		if (atomic_load(&engine_was_made))
			ret = err_set(&err, EBUSY,
				      "cannot guard memory: the engine handles signals "
				      "already");
		else
			mappings_guard();
	}
	if (!ret && which & WASM_BPF_SIGNALS_STOP)
		ret = signals_take(&err);
	return runtime_error(ret, &err, error);
}

/* Where a policy says nothing else. */
static const uint64_t compile_memory = 2ull << 30;
enum { MODULE_SIZE = 64 << 20, MODULE_FUNCTIONS = 200000 };

static void leave(void *context, int cause)
{
	const struct wasm_bpf_config *config = context;

	config->stuck(config->stuck_context, cause_status(cause));
}

void wasm_bpf_runtime_bound(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config)
{
	const struct policy *policy = config->policy;
	const uint64_t time = policy_limit(policy, POLICY_TIME, UINT64_MAX);
	struct compiling *compiling = &runtime->watch.compiling;

	runtime->module_limits = (struct module_limits){
		policy_limit(policy, POLICY_MODULE, MODULE_SIZE),
		policy_limit(policy, POLICY_FUNCTIONS, MODULE_FUNCTIONS),
	};
	pthread_mutex_lock(&runtime->watch.lock);
	compiling->leave = config->stuck ? leave : NULL;
	compiling->context = (void *)(uintptr_t)config;
	compiling->messages = &config->session.messages;
	compiling->memory = policy_limit(policy, POLICY_COMPILE, compile_memory);
	compiling->due = time == UINT64_MAX ? UINT64_MAX
					    : (config->since ? config->since : clock_now()) +
						      time * 1000000;
	pthread_mutex_unlock(&runtime->watch.lock);
}

/* The name of the file, or of the last part of a repository, without folder and suffix. */
static void name_after(const char *file, char *name, size_t size)
{
	char *dot;

	snprintf(name, size, "%s", file_base_name(file));
	name[strcspn(name, ":@")] = '\0'; /* of a reference */
	dot = strrchr(name, '.');
	if (dot && dot != name)
		*dot = '\0';
}

static struct wasm_bpf_module *new_module(struct wasm_bpf_runtime *runtime, const char *name,
					  struct err *err)
{
	struct wasm_bpf_module *module = calloc(1, sizeof(*module));

	if (module)
		module->name = strdup(name);
	if (!module || !module->name) {
		err_set(err, ENOMEM, "cannot load '%s': %s", name, strerror(ENOMEM));
		free(module);
		return NULL;
	}
	module->runtime = runtime;
	module->code_fd = -1;
	module->kept = (struct buf)BUF_INIT(SLICES_MAX);
	pthread_mutex_init(&module->loading, NULL);
	name_after(name, module->object, sizeof(module->object));
	return module;
}

/* Gives the module, or where `ret` says that it has no code frees it. */
static int give_module(int ret, const struct err *err, struct wasm_bpf_module *module,
		       struct wasm_bpf_module **ret_module, struct wasm_bpf_error *error)
{
	if (ret < 0)
		wasm_bpf_module_free(module);
	else
		*ret_module = module;
	return runtime_error(ret, err, error);
}

int wasm_bpf_module_new(struct wasm_bpf_runtime *runtime, const void *bytes, size_t size,
			const char *name, struct wasm_bpf_module **ret_module,
			struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	struct wasm_bpf_module *module = new_module(runtime, name ? name : "guest", &err);
	struct wasm_name section;
	int ret = -ENOMEM;

	if (module) {
		watch_compiling(&runtime->watch, module->name);
		ret = module_compile(module->name, bytes, size, &runtime->module_limits,
				     runtime->engine, &runtime->cache, -1, &module->code, &err);
		watch_compiled(&runtime->watch);
		if (!ret && wasm_find_custom(bytes, size, SLICES_SECTION, NULL, &section))
			buf_add(&module->kept, section.at, section.len);
	}
	return give_module(ret, &err, module, ret_module, error);
}

int wasm_bpf_module_load(struct wasm_bpf_runtime *runtime, const char *path, const char *name,
			 unsigned int flags, struct wasm_bpf_module **ret_module,
			 struct wasm_bpf_error *error)
{
	return runtime_load(runtime, path, name, flags, -1, ret_module, error);
}

int runtime_load(struct wasm_bpf_runtime *runtime, const char *path, const char *name,
		 unsigned int flags, int code_fd, struct wasm_bpf_module **ret_module,
		 struct wasm_bpf_error *error)
{
	const struct module_file file = {
		.name = name ? name : path,
		.path = path,
		.code = flags & WASM_BPF_NO_CODE ? MODULE_CODE_NEVER
			: flags & WASM_BPF_CODE  ? MODULE_CODE_ALWAYS
						 : MODULE_CODE_BY_NAME,
		.keeps = SLICES_SECTION,
		.code_fd = code_fd,
	};
	struct err err = ERR_INIT;
	struct wasm_bpf_module *module = new_module(runtime, file.name, &err);
	int ret = -ENOMEM;

	if (module) {
		watch_compiling(&runtime->watch, module->name);
		ret = module_load(&file, &runtime->module_limits, runtime->engine, &runtime->cache,
				  &module->code, &module->code_fd, &module->kept, &err);
		watch_compiled(&runtime->watch);
		module->path = strdup(path);
	}
	return give_module(ret, &err, module, ret_module, error);
}

bool wasm_bpf_module_imports(const struct wasm_bpf_module *module, const char *from,
			     const char *name)
{
	return !module->code || engine_module_imports(module->code, from, name);
}

void wasm_bpf_module_free(struct wasm_bpf_module *module)
{
	if (!module)
		return;
	engine_module_free(module->code);
	if (module->code_fd >= 0)
		close(module->code_fd);
	pthread_mutex_destroy(&module->loading);
	buf_release(&module->kept);
	free(module->name);
	free(module->path);
	free(module);
}
