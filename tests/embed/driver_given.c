// SPDX-License-Identifier: MIT
/* Tests of what a guest is given, and of what comes back. */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "driver.h"

void test_ends(void)
{
	struct run *run;

	set_up(0);
	IS(simple("exit", "0"), 0);
	IS(simple("exit", "255"), 255);
	IS(simple("leave", "77"), 77);
	run = new_run("trap", NULL);
	IS(go(run), 134);
	IS(run->result.end, WASM_BPF_TRAPPED);
	HAS(run->result.message, "the guest trapped: unreachable");
	HAS(run->result.backtrace, "#0 ");
	IS(wasm_bpf_run(run->instance, &run->result, &run->error), -EBUSY);
	wasm_bpf_stop(run->instance);
	free_run(run);
	tear_down();
}

void test_output(void)
{
	struct run *run;

	set_up(0);
	run = new_run("speak", "300000");
	IS(go(run), 0);
	IS(run->out.size, 300000);
	for (int i = 0; i < 300000; i++)
		if (run->out.text[i] != 'a' + i % 26) {
			IS(i, -1);
			break;
		}
	IS(strcmp(run->err.text, "300000 bytes\n"), 0);
	IS(run->messages.size, 0);
	free_run(run);
	run = new_run("speak", "3000");
	wasm_bpf_config_stdout(run->config, NULL, NULL);
	IS(go(run), 0);
	free_run(run);
	tear_down();
}

static int keep_slowly(void *context, const void *data, size_t size)
{
	usleep(100000);
	return keep(context, data, size);
}

/* Whoever takes it: it is there when the run has ended. */
void test_output_slow(void)
{
	struct run *run;

	set_up(0);
	run = new_run("speak", "3000");
	wasm_bpf_config_stdout(run->config, keep_slowly, &run->out);
	IS(go(run), 0);
	IS(run->out.size, 3000);
	free_run(run);
	run = new_run("variable", "COLOUR");
	wasm_bpf_config_stdout(run->config, keep_slowly, &run->out);
	IS(go(run), 98);
	IS(strcmp(run->out.text, "COLOUR=(null)\n"), 0);
	free_run(run);
	tear_down();
}

static int refuse(void *context, const void *data, size_t size)
{
	(void)data;
	*(size_t *)context += size;
	return -EIO;
}

void test_output_refused(void)
{
	struct run *run;
	size_t seen = 0;

	set_up(0);
	run = new_run("speak", "3000");
	wasm_bpf_config_stdout(run->config, refuse, &seen);
	IS(go(run), 5);
	IS(seen > 0, 1);
	free_run(run);
	tear_down();
}

void test_environment(void)
{
	struct run *run;

	set_up(0);
	run = new_run("variable", "COLOUR");
	IS(wasm_bpf_config_variable(run->config, "COLOUR", "green"), 0);
	IS(go(run), 98);
	IS(strcmp(run->out.text, "COLOUR=green\n"), 0);
	free_run(run);
	/* Nothing of this process's. */
	setenv("COLOUR", "red", 1);
	run = new_run("variable", "COLOUR");
	IS(go(run), 98);
	IS(strcmp(run->out.text, "COLOUR=(null)\n"), 0);
	free_run(run);
	/* No stdin: its end, at once. */
	IS(simple("hear", NULL), 0);
	tear_down();
}

/* The script gives a stdin that has a byte. */
void test_stdin(void)
{
	struct run *run;

	set_up(0);
	run = new_run("hear", NULL);
	wasm_bpf_config_stdin(run->config);
	IS(go(run), 1);
	free_run(run);
	tear_down();
}

void test_functions(void)
{
	char byte;
	struct run *run;

	set_up(0);
	IS(simple("hostile", NULL), 0);
	IS(simple("again", "exit"), 7);
	IS(simple("stop", NULL), 143);
	run = new_run("exit", "0");
	make_instance(run);
	IS(wasm_bpf_read(run->instance, 8, &byte, 1), -EINVAL);
	IS(wasm_bpf_write(run->instance, 8, &byte, 1), -EINVAL);
	IS(wasm_bpf_read_text(run->instance, 8, &byte, 1), -EINVAL);
	IS(wasm_bpf_exit(run->instance, 3), -EINVAL);
	IS(go(run), 0);
	IS(wasm_bpf_read(run->instance, 8, &byte, 1), -EINVAL);
	IS(wasm_bpf_exit(run->instance, 3), -EINVAL);
	free_run(run);
	tear_down();
}

void test_settings(void)
{
	static const char *const types[] = {
		"", "i", "x:", "i:ii", "i:p", ":x", "iiiiiiiiii:", "f:f",
	};
	struct wasm_bpf_config *config = wasm_bpf_config_new();
	struct wasm_bpf_instance *instance;
	struct wasm_bpf_error error;

	set_up(0);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		IS(wasm_bpf_config_function(config, "a", "b", types[i], any_function, NULL),
		   -EINVAL);
	IS(wasm_bpf_instance_new(module, config, &instance, &error), -EINVAL);
	HAS(error.message, "Invalid argument");
	wasm_bpf_config_free(config);
	config = wasm_bpf_config_new();
	IS(wasm_bpf_config_function(config, "a", "b", ":", any_function, NULL), 0);
	IS(wasm_bpf_config_function(config, "a", "b", ":", any_function, NULL), -EEXIST);
	IS(wasm_bpf_config_function(config, "wasm_bpf", "wasm_load_bpf_object", ":", any_function,
				    NULL), -EEXIST);
	IS(wasm_bpf_config_variable(config, "", "x"), -EINVAL);
	IS(wasm_bpf_config_variable(config, "a=b", "x"), -EINVAL);
	IS(wasm_bpf_config_directory(config, "", "x", false), -EINVAL);
	IS(wasm_bpf_config_attach(config, "x", ""), -EINVAL);
	IS(wasm_bpf_config_wake(config, 65536, 5000), 0);
	IS(wasm_bpf_config_wake(config, 0, 3600ull * 1000000 + 1), -EINVAL);
	IS(wasm_bpf_config_grace(config, -1), -EINVAL);
	IS(wasm_bpf_config_timeout(config, -1), -EINVAL);
	IS(wasm_bpf_config_rule(config, "permit", "all", &error), -EINVAL);
	IS(wasm_bpf_config_rule(config, "limit", "memory=much", &error), -EINVAL);
	HAS(error.message, "much");
	IS(wasm_bpf_config_policy(config, "/nosuch/policy", &error), -ENOENT);
	IS(wasm_bpf_config_btf(config, NULL, &error), 0);
	IS(wasm_bpf_config_btf(config, "/nosuch/btf", &error), -ENOENT);
	IS(wasm_bpf_config_btf(config, "/dev/null", &error), -EINVAL);
	HAS(error.message, "not a regular file");
	IS(wasm_bpf_instance_new(module, config, &instance, &error), -EEXIST);
	wasm_bpf_config_free(config);
	wasm_bpf_config_free(NULL);
	wasm_bpf_instance_free(NULL);
	wasm_bpf_module_free(NULL);
	wasm_bpf_runtime_free(NULL);
	tear_down();
}

void test_limits(void)
{
	struct wasm_bpf_stats stats;
	struct run *run;

	set_up(0);
	run = new_run("loop", NULL);
	wasm_bpf_config_timeout(run->config, 100);
	IS(go(run), 124);
	IS(run->result.timed_out, 1);
	IS(run->result.end, WASM_BPF_STOPPED);
	wasm_bpf_instance_stats(run->instance, &stats);
	IS(stats.ended_at - stats.began_at >= 300000000, 1);
	IS(stats.memory >= 65536 && stats.host_calls == 0, 1);
	free_run(run);
	run = new_run("exit", "0");
	wasm_bpf_config_memory(run->config, 65536);
	IS(go(run), -EINVAL);
	HAS(run->error.message, "memory");
	free_run(run);
	run = new_run("exit", "0");
	wasm_bpf_config_directory(run->config, "/nosuch", "/", true);
	IS(go(run), -ENOENT);
	HAS(run->error.message, "cannot open directory '/nosuch'");
	free_run(run);
	tear_down();
}

/* What stands after a name in the process's status. */
static long long status_of(const char *name)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long long number = -1;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0)
			number = strtoll(line + strlen(name), NULL, 16);
	if (file)
		fclose(file);
	return number;
}

/* Not unless it is asked for. */
void test_unconfined(void)
{
	const long long mode = status_of("Seccomp:"), privileges = status_of("NoNewPrivs:");

	set_up(0);
	IS(simple("exit", "0"), 0);
	IS(status_of("NoNewPrivs:"), privileges);
	IS(status_of("Seccomp:"), mode);
	tear_down();
}

void test_confine(void)
{
	char *const arguments[] = { "true", NULL };
	struct wasm_bpf_config *config = wasm_bpf_config_new();
	const long long ipc_lock = 1ll << 14;
	struct wasm_bpf_error error;
	struct rlimit locked;

	IS(wasm_bpf_config_rule(config, "deny", "all", &error), 0);
	IS(wasm_bpf_confine(config, &error), 0);
	IS(status_of("NoNewPrivs:"), 1);
	IS(status_of("Seccomp:"), 2);
	/* It stays where the limit of locked memory cannot be raised, and only there. */
	IS(getrlimit(RLIMIT_MEMLOCK, &locked), 0);
	IS((status_of("CapEff:") & ipc_lock) != 0, locked.rlim_cur != RLIM_INFINITY);
	IS(status_of("CapEff:") & ~(0xc400000004ll | ipc_lock), 0);
	IS(execv("/bin/true", arguments), -1);
	IS(errno, EPERM);
	set_up(0);
	IS(simple("exit", "7"), 7);
	tear_down();
	wasm_bpf_config_free(config);
}
