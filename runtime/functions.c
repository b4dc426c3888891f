// SPDX-License-Identifier: MIT
/* Functions of the embedder's that guests import, and what those can do. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "imports/guest.h"
#include "runtime/instance.h"

static int64_t call(void *host, const uint64_t *args)
{
	const struct bound *bound = host;
	struct wasm_bpf_instance *instance = bound->instance;
	/* What it has libbpf do is none of the session's. */
	struct log *log = log_suspend();
	int64_t result;

	instance->calls++;
	result = bound->function->call(instance, bound->function->context, args);
	instance->calls--;
	log_resume(log);
	return result;
}

int functions_bind(struct wasm_bpf_instance *instance)
{
	const struct wasm_bpf_config *config = instance->config;

	instance->bound = calloc(config->function_count + 1, sizeof(*instance->bound));
	if (!instance->bound)
		return -ENOMEM;
	for (size_t i = 0; i < config->function_count; i++) {
		const struct function *function = &config->functions[i];
		struct bound *bound = &instance->bound[i];

		bound->instance = instance;
		bound->function = function;
		bound->import = (struct engine_import){
			function->module, function->name, function->type, call, bound,
		};
	}
	return 0;
}

const struct engine_import *functions_find(const struct wasm_bpf_instance *instance,
					   const char *module, const char *name)
{
	for (size_t i = 0; i < instance->config->function_count; i++) {
		const struct engine_import *import = &instance->bound[i].import;

		if (strcmp(import->name, name) == 0 && strcmp(import->module, module) == 0)
			return import;
	}
	return NULL;
}

int wasm_bpf_read(struct wasm_bpf_instance *instance, uint64_t pointer, void *to, size_t size)
{
	const void *from;

	if (!instance->calls)
		return -EINVAL;
	from = guest_range(&instance->session, pointer, size);
	if (!from)
		return -EFAULT;
	memcpy(to, from, size);
	return 0;
}

int wasm_bpf_write(struct wasm_bpf_instance *instance, uint64_t pointer, const void *from,
		   size_t size)
{
	void *to;

	if (!instance->calls)
		return -EINVAL;
	to = guest_writable(&instance->session, pointer, size);
	if (!to)
		return -EFAULT;
	memcpy(to, from, size);
	return 0;
}

/* What is copied is looked at, not what the guest, or the kernel, may be changing. */
int wasm_bpf_read_text(struct wasm_bpf_instance *instance, uint64_t pointer, char *to, size_t size)
{
	size_t memory_size;
	const uint8_t *memory;
	const char *end;

	if (!instance->calls)
		return -EINVAL;
	memory = engine_memory(instance->session.instance, &memory_size);
	if (!pointer || pointer >= memory_size)
		return -EFAULT;
	if (size > memory_size - pointer)
		size = memory_size - pointer;
	memcpy(to, memory + pointer, size);
	end = memchr(to, '\0', size);
	if (end)
		return (int)(end - to);
	return size == memory_size - pointer ? -EFAULT : -ENAMETOOLONG;
}

int wasm_bpf_exit(struct wasm_bpf_instance *instance, int status)
{
	if (!instance->calls || status < 0 || status > 255)
		return -EINVAL;
	instance->session.exit_status = status;
	engine_stop(instance->session.instance);
	return 0;
}
