// SPDX-License-Identifier: MIT
#include "driver.h"

#include <stdlib.h>
#include <unistd.h>

struct wasm_bpf_module *module;
struct wasm_bpf_runtime *runtime;

int keep(void *context, const void *data, size_t size)
{
	struct output *output = context;

	pthread_mutex_lock(&output->lock);
	if (size > sizeof(output->text) - 1 - output->size)
		size = sizeof(output->text) - 1 - output->size;
	memcpy(output->text + output->size, data, size);
	output->size += size;
	pthread_mutex_unlock(&output->lock);
	return 0;
}

static void keep_message(void *context, enum wasm_bpf_message_kind kind, const char *text)
{
	char letter = kind == WASM_BPF_FAILURE ? 'F' : kind == WASM_BPF_WARNING ? 'W' : 'D';

	keep(context, &letter, 1);
	keep(context, ":", 1);
	keep(context, text, strlen(text));
}

struct run *new_run(const char *what, const char *more)
{
	struct run *run = calloc(1, sizeof(*run));

	run->config = wasm_bpf_config_new();
	IS(wasm_bpf_config_argument(run->config, "guest"), 0);
	IS(wasm_bpf_config_argument(run->config, what), 0);
	if (more)
		IS(wasm_bpf_config_argument(run->config, more), 0);
	IS(wasm_bpf_config_stdout(run->config, keep, &run->out), 0);
	IS(wasm_bpf_config_stderr(run->config, keep, &run->err), 0);
	IS(wasm_bpf_config_messages(run->config, keep_message, &run->messages), 0);
	IS(wasm_bpf_config_grace(run->config, 200), 0);
	offer(run->config);
	return run;
}

void make_instance(struct run *run)
{
	if (run->instance)
		return;
	if (wasm_bpf_instance_new(module, run->config, &run->instance, &run->error) < 0) {
		printf("no instance: %s\n", run->error.message);
		exit(1);
	}
}

int go(struct run *run)
{
	make_instance(run);
	run->ret = wasm_bpf_run(run->instance, &run->result, &run->error);
	if (run->ret < 0)
		printf("# %s\n", run->error.message);
	return run->ret < 0 ? run->ret : run->result.status;
}

static void *go_thread(void *run)
{
	go(run);
	return NULL;
}

void start(struct run *run)
{
	make_instance(run);
	pthread_create(&run->runner, NULL, go_thread, run);
}

int finish(struct run *run)
{
	pthread_join(run->runner, NULL);
	return run->ret < 0 ? run->ret : run->result.status;
}

void free_run(struct run *run)
{
	wasm_bpf_instance_free(run->instance);
	wasm_bpf_config_free(run->config);
	if (failures)
		printf("# stdout: %s\n# stderr: %s\n# messages: %s\n", run->out.text, run->err.text,
		       run->messages.text);
	free(run);
}

void wait_for(struct run *run, const char *words)
{
	bool there = false;

	for (int i = 0; i < 1000 && !there; i++) {
		usleep(5000);
		pthread_mutex_lock(&run->out.lock);
		there = strstr(run->out.text, words);
		pthread_mutex_unlock(&run->out.lock);
	}
	IS(there, 1);
}

void set_up(unsigned int flags)
{
	struct wasm_bpf_error error;

	if (wasm_bpf_runtime_new(flags, &runtime, &error) < 0 ||
	    wasm_bpf_module_load(runtime, guest_path, NULL, 0, &module, &error) < 0) {
		printf("%s\n", error.message);
		exit(1);
	}
}

void tear_down(void)
{
	wasm_bpf_module_free(module);
	wasm_bpf_runtime_free(runtime);
}

int simple(const char *what, const char *more)
{
	struct run *run = new_run(what, more);
	int status = go(run);

	free_run(run);
	return status;
}
