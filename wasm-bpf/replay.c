// SPDX-License-Identifier: MIT
/* wasm-bpf replay: repeats a run that 'wasm-bpf run --record' wrote. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/terminal.h"
#include "observe/emitted.h"
#include "observe/observe.h"
#include "runtime/wasm_bpf.h"
#include "wasm-bpf/command.h"

enum { OPT_DIFF = 256, OPT_ENV, OPT_RAW_OUTPUT };

struct options {
	struct wasm_bpf_config *config;
	struct observe_options observe;
	const char *recording;
	const char *guest;
	bool is_diff;
};

static const struct argp_option option_table[] = {
	{ "diff", OPT_DIFF, NULL, 0,
	  "Accept another build of the guest, and tell where it goes another way or prints "
	  "something else",
	  0 },
	{ "env", OPT_ENV, "NAME=VALUE", 0,
	  "Give a variable its value, which a recording need not have", 0 },
	{ "raw-output", OPT_RAW_OUTPUT, NULL, 0,
	  "Let everything that the guest prints reach a terminal", 0 },
	{ 0 },
};

static void add_env(const struct options *options, char *arg, struct argp_state *state)
{
	char *value = strchr(arg, '=');

	if (!value || value == arg)
		argp_error(state, "--env takes NAME=VALUE");
	*value++ = '\0';
	wasm_bpf_config_variable(options->config, arg, value);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->observe;
		break;
	case OPT_DIFF:
		options->is_diff = true;
		break;
	case OPT_ENV:
		add_env(options, arg, state);
		break;
	case OPT_RAW_OUTPUT:
		wasm_bpf_config_raw_output(options->config, true);
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			argp_error(state, "the guest's arguments are those of the recording");
		*(state->arg_num ? &options->guest : &options->recording) = arg;
		break;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{ &observe_argp, 0, "Records that the guest emits:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"RECORDING FILE.wasm",
	"Repeat a run that 'wasm-bpf run --record' wrote: answer the guest from the file. That "
	"needs no root and no BPF.\vThe exit status is the guest's, as 'wasm-bpf run' has it. It is "
	"1 if the guest goes another way than the recording, or the recording ends early; a line on "
	"stderr says at which call. With --diff it is 0 if nothing differs.",
	children,
	NULL,
	NULL,
};

static void print_error(const struct wasm_bpf_error *error)
{
	terminal_printf(stderr, "wasm-bpf: %s\n", error->message);
	if (error->hint[0])
		terminal_printf(stderr, "hint: %s\n", error->hint);
}

static int run_instance(const struct options *options, struct wasm_bpf_instance *instance,
			struct wasm_bpf_error *error)
{
	struct wasm_bpf_result result = { .status = 1 };

	if (wasm_bpf_run(instance, &result, error) < 0) {
		print_error(error);
		return 1;
	}
	if (result.end == WASM_BPF_TRAPPED)
		terminal_printf(stderr, "wasm-bpf: %s\n%s", result.message, result.backtrace);
	return options->is_diff && !result.signal ? 0 : result.status;
}

static int run_guest(const struct options *options, struct wasm_bpf_runtime *runtime)
{
	struct wasm_bpf_instance *instance = NULL;
	struct wasm_bpf_module *module = NULL;
	struct wasm_bpf_error error;
	int status = 1;

	if (wasm_bpf_module_load(runtime, options->guest, NULL, 0, &module, &error) < 0 ||
	    wasm_bpf_instance_new(module, options->config, &instance, &error) < 0)
		print_error(&error);
	else
		status = run_instance(options, instance, &error);
	wasm_bpf_instance_free(instance);
	wasm_bpf_module_free(module);
	return status;
}

static int replay(struct options *options)
{
	struct wasm_bpf_runtime *runtime = NULL;
	struct emitted *emitted = NULL;
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int status = 1;

	if (wasm_bpf_config_replay(options->config, options->recording,
				   options->is_diff ? WASM_BPF_REPLAY_DIFF : 0, &error) < 0 ||
	    wasm_bpf_confine(options->config, &error) < 0 ||
	    wasm_bpf_handle_signals(WASM_BPF_SIGNALS_STOP, &error) < 0 ||
	    wasm_bpf_runtime_new(WASM_BPF_CACHE, &runtime, &error) < 0) {
		print_error(&error);
		return 1;
	}
	wasm_bpf_runtime_bound(runtime, options->config);
	if (emitted_begin(options->config, &options->observe, &emitted, &err) < 0)
		err_print(&err, "wasm-bpf");
	else
		status = run_guest(options, runtime);
	if (emitted && emitted_end(emitted, &err) < 0) {
		err_print(&err, "wasm-bpf");
		status = status ? status : 1;
	}
	wasm_bpf_runtime_free(runtime);
	return status;
}

/* The last resort for a guest that nothing ends. */
static void leave(void *context, int status)
{
	(void)context;
	_exit(status);
}

int cmd_replay(int argc, char **argv)
{
	struct options options = { .config = wasm_bpf_config_new() };
	int status;

	if (!options.config) {
		fprintf(stderr, "wasm-bpf: %s\n", strerror(ENOMEM));
		return 1;
	}
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	wasm_bpf_config_stuck(options.config, leave, NULL);
	status = replay(&options);
	wasm_bpf_config_free(options.config);
	return status;
}
