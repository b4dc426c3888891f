// SPDX-License-Identifier: MIT
/*
 * A program that runs a guest: host GUEST.wasm SECONDS. The guest calls one of its functions for
 * each program that starts. The guest's output is kept and printed at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasm_bpf.h>

enum { NAMES_MAX = 256, NAME_SIZE = 16 };

struct agent {
	struct { char name[NAME_SIZE]; unsigned int count; } seen[NAMES_MAX];
	size_t names;
	char said[4096];  /* by the guest */
	size_t len;
};

static void add(struct agent *agent, const char *name)
{
	size_t i = 0;

	while (i < agent->names && strcmp(agent->seen[i].name, name) != 0)
		i++;
	if (i == NAMES_MAX)
		return;
	if (i == agent->names)
		strcpy(agent->seen[agent->names++].name, name);
	agent->seen[i].count++;
}

/* agent.started(pid: i32, comm: pointer). Never trust what a guest passes: read its memory only
 * with functions that check the bounds. */
static int64_t started(struct wasm_bpf_instance *instance, void *context, const uint64_t *args)
{
	char name[NAME_SIZE];

	if (wasm_bpf_read_text(instance, args[1], name, sizeof(name)) >= 0)
		add(context, name);
	return 0;
}

static int keep(void *context, const void *data, size_t size)
{
	struct agent *agent = context;

	if (size > sizeof(agent->said) - agent->len)
		size = sizeof(agent->said) - agent->len;
	memcpy(agent->said + agent->len, data, size);
	agent->len += size;
	return 0;
}

static int fail(const struct wasm_bpf_error *error)
{
	fprintf(stderr, "host: %s\n%s%s%s", error->message, error->hint[0] ? "hint: " : "",
		error->hint, error->hint[0] ? "\n" : "");
	return 1;
}

static int run(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	       const char *path)
{
	struct wasm_bpf_instance *instance = NULL;
	struct wasm_bpf_module *module = NULL;
	struct wasm_bpf_result result;
	struct wasm_bpf_error error;
	int ret;

	ret = wasm_bpf_module_load(runtime, path, NULL, WASM_BPF_NO_CODE, &module, &error);
	if (!ret)
		ret = wasm_bpf_instance_new(module, config, &instance, &error);
	if (!ret)
		ret = wasm_bpf_run(instance, &result, &error);
	if (ret < 0)
		ret = fail(&error);
	else if (result.end == WASM_BPF_TRAPPED)
		printf("%s\n%s", result.message, result.backtrace);
	else
		printf("the guest left with status %d\n", result.status);
	wasm_bpf_instance_free(instance);
	wasm_bpf_module_free(module);
	return ret;
}

int main(int argc, char **argv)
{
	struct wasm_bpf_config *config = wasm_bpf_config_new();
	struct wasm_bpf_runtime *runtime;
	struct wasm_bpf_error error;
	struct agent agent = { .names = 0 };
	int status = 1;

	if (argc != 3) {
		fprintf(stderr, "usage: host GUEST.wasm SECONDS\n");
		return 2;
	}
	wasm_bpf_config_argument(config, argv[1]);
	wasm_bpf_config_timeout(config, 1000 * atoi(argv[2]));
	wasm_bpf_config_stdout(config, keep, &agent);
	wasm_bpf_config_function(config, "agent", "started", "ip:", started, &agent);
	if (wasm_bpf_runtime_new(WASM_BPF_CACHE, &runtime, &error) < 0) {
		fail(&error);
	} else {
		status = run(runtime, config, argv[1]);
		wasm_bpf_runtime_free(runtime);
	}
	printf("it said:\n%.*s", (int)agent.len, agent.said);
	printf("and told of:\n");
	for (size_t i = 0; i < agent.names; i++)
		printf("%6u %s\n", agent.seen[i].count, agent.seen[i].name);
	wasm_bpf_config_free(config);
	return status;
}
