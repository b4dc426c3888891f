// SPDX-License-Identifier: MIT
/* The functions that the guest imports, which try what such functions can do. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "driver.h"

static int64_t give_object(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)context;
	if (args[1] < object_size)
		return -ENOSPC;
	return wasm_bpf_write(instance, args[0], object, object_size) < 0 ? -EFAULT
									    : (int64_t)object_size;
}

static int64_t give_process(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)instance;
	(void)context;
	(void)args;
	return getpid();
}

/* Reads into memory of just that size, as far as any can be had, for the sanitizer to see. */
static int64_t try_read(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	const size_t size = args[1] < 4096 ? args[1] : 4096;
	char *to = malloc(size + 1);
	int ret = args[1] == size ? wasm_bpf_read(instance, args[0], to, size)
				  : wasm_bpf_read(instance, args[0], NULL, args[1]);

	(void)context;
	free(to);
	return ret;
}

static int64_t try_write(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	static const char data[4096];

	(void)context;
	return wasm_bpf_write(instance, args[0], data, args[1]);
}

static int64_t try_text(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	char *to = malloc(args[1] + 1);
	int ret = wasm_bpf_read_text(instance, args[0], to, args[1]);

	(void)context;
	free(to);
	return ret;
}

static int64_t leave(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)context;
	IS(wasm_bpf_exit(instance, -1), -EINVAL);
	IS(wasm_bpf_exit(instance, 256), -EINVAL);
	return wasm_bpf_exit(instance, (int)args[0]);
}

static int64_t nine(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)instance;
	IS(context == &failures, 1);
	IS(args[0], UINT32_MAX);
	IS(args[1], -2);
	for (int i = 2; i < 8; i++)
		IS(args[i], i + 1);
	IS(args[8], (uint32_t)-9);
	return 123;
}

static int64_t stop(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)context;
	(void)args;
	wasm_bpf_stop(instance);
	wasm_bpf_stop(instance);
	return 0;
}

/* Another instance, while this one waits for the function to return. */
static int64_t again(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	char what[32];
	struct run *run;
	int status;

	(void)context;
	IS(wasm_bpf_read_text(instance, args[0], what, sizeof(what)) > 0, 1);
	run = new_run(what, "7");
	status = go(run);
	free_run(run);
	return status;
}

int64_t any_function(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	(void)instance;
	(void)context;
	(void)args;
	return 0;
}

void offer(struct wasm_bpf_config *config)
{
	IS(wasm_bpf_config_function(config, "driver", "object", "pi:i", give_object, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "process", ":i", give_process, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "read", "Ii:i", try_read, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "write", "Ii:i", try_write, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "text", "pi:i", try_text, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "leave", "i:i", leave, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "nine", "iIiIiIiIi:I", nine, &failures), 0);
	IS(wasm_bpf_config_function(config, "driver", "again", "p:i", again, NULL), 0);
	IS(wasm_bpf_config_function(config, "driver", "stop", ":", stop, NULL), 0);
}
