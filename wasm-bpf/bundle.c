// SPDX-License-Identifier: MIT
/* wasm-bpf bundle: puts a BPF object into a component, after a look at whether they fit. */
#include <argp.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bindings/input.h"
#include "engine/component.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/wasm.h"
#include "naming/carry.h"
#include "observe/observe.h"
#include "runtime/runtime.h"
#include "runtime/wasm_bpf.h"
#include "typed/typed.h"
#include "wasm-bpf/command.h"

enum { COMPONENT_MAX = 1 << 30, OBJECT_MAX = 64 << 20 };

struct arguments {
	const char *component;
	const char *object;
	const char *output;
};

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE", 0, "Write the guest to FILE; it can be the component itself", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->output = arg;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			return ARGP_ERR_UNKNOWN;
		*(state->arg_num ? &arguments->object : &arguments->component) = arg;
		break;
	case ARGP_KEY_END:
		if (!arguments->object)
			argp_usage(state);
		if (!arguments->output)
			argp_error(state, "no --output");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table,
	parse,
	"COMPONENT.wasm APP.bpf.o",
	"Put a BPF object into a component, which makes it a guest: 'wasm-bpf run' loads the object, "
	"and the component gets its records as values. First the types of both are compared; the "
	"message names what differs. 'btf2wit --world' writes the types as WIT.",
	NULL,
	NULL,
	NULL,
};

/* Compiles the component, which the cache keeps for its first run, and compares. */
static int check(const struct arguments *arguments, const struct wasm_bpf_module *module,
		 const struct buf *object, struct err *err)
{
	struct input input;
	struct elf elf;
	int ret;

	if (!engine_module_is_component(module->code))
		return err_set(err, EINVAL, "'%s' is a core module: it holds its object by itself",
			       arguments->component);
	if (!observe_is_object(arguments->object))
		return err_set(err, EINVAL, "'%s' is not a BPF object", arguments->object);
	ret = input_read(&input, arguments->object, NULL, 0, err);
	if (ret)
		return ret;
	ret = elf_read(&elf, object->data, object->len, err);
	if (!ret)
		ret = typed_check(module->runtime->engine, module->code, &elf, input.btf, err);
	elf_release(&elf);
	input_release(&input);
	return ret;
}

static int write_guest(const struct arguments *arguments, const struct buf *object, struct err *err)
{
	struct buf file = BUF_INIT(COMPONENT_MAX);
	int ret = file_read(arguments->component, &file, err);

	if (!ret)
		ret = carry_section(&file, COMPONENT_OBJECT, object->data, object->len, err);
	if (!ret)
		ret = file_write(arguments->output, file.data, file.len, err);
	buf_release(&file);
	return ret;
}

static int bundle(const struct arguments *arguments, struct wasm_bpf_runtime *runtime,
		  struct err *err)
{
	struct buf object = BUF_INIT(OBJECT_MAX);
	struct wasm_bpf_module *module = NULL;
	struct wasm_bpf_error error;
	int ret = file_read(arguments->object, &object, err);

	if (!ret && wasm_bpf_module_load(runtime, arguments->component, NULL, WASM_BPF_NO_CODE,
					 &module, &error) < 0) {
		ret = err_set(err, error.code, "%s", error.message);
		if (*error.hint)
			err_hint(err, "%s", error.hint);
	}
	if (!ret)
		ret = check(arguments, module, &object, err);
	if (!ret)
		ret = write_guest(arguments, &object, err);
	wasm_bpf_module_free(module);
	buf_release(&object);
	return ret;
}

/* A compilation that takes too much memory ends the process. */
static void leave(void *context, int status)
{
	(void)context;
	_exit(status);
}

int cmd_bundle(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct wasm_bpf_config *config = wasm_bpf_config_new();
	struct wasm_bpf_runtime *runtime;
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (!config || wasm_bpf_runtime_new(WASM_BPF_CACHE, &runtime, &error) < 0) {
		err_set(&err, config ? error.code : ENOMEM, "%s",
			config ? error.message : strerror(ENOMEM));
		err_print(&err, "wasm-bpf");
		wasm_bpf_config_free(config);
		return 1;
	}
	wasm_bpf_config_stuck(config, leave, NULL);
	wasm_bpf_runtime_bound(runtime, config);
	ret = bundle(&arguments, runtime, &err);
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	wasm_bpf_runtime_free(runtime);
	wasm_bpf_config_free(config);
	return ret < 0;
}
