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

/* Whether it is one that this machine can load. */
static bool is_object(const struct buf *file)
{
	Elf64_Ehdr header;

	if (file->len < sizeof(header))
		return false;
	memcpy(&header, file->data, sizeof(header));
	return elf_is(file->data, file->len) && header.e_ident[EI_CLASS] == ELFCLASS64 &&
	       header.e_machine == EM_BPF;
}

/* Compares a component's code with the object in `input`. */
static int compare(const struct arguments *arguments, const struct wasm_bpf_module *module,
		   struct input *input, struct err *err)
{
	int ret;

	if (!engine_module_is_component(module->code))
		return err_set(err, EINVAL, "'%s' is a core module: it holds its object by itself",
			       arguments->component);
	ret = input_parse(input, NULL, 0, err);
	return ret ? ret
		   : typed_check(module->runtime->engine, module->code, &input->elf, input->btf,
				 err);
}

/* Compiles the component, which the cache keeps for its first run, and compares. */
static int check(const struct arguments *arguments, struct wasm_bpf_runtime *runtime,
		 struct buf *component, struct input *object, struct err *err)
{
	struct wasm_bpf_module *module = NULL;
	struct wasm_bpf_error error;
	int ret;

	/* As 'run' does, so that both find the same in the cache. */
	carry_remove(component, COMPONENT_OBJECT);
	ret = wasm_bpf_module_new(runtime, component->data, component->len, arguments->component,
				  &module, &error);

	if (ret < 0) {
		err_set(err, error.code, "%s", error.message);
		return *error.hint ? err_hint(err, "%s", error.hint) : -err->code;
	}
	ret = compare(arguments, module, object, err);
	wasm_bpf_module_free(module);
	return ret;
}

/* Both are read once: what is written is what was compared. */
static int bundle(const struct arguments *arguments, struct wasm_bpf_runtime *runtime,
		  struct err *err)
{
	struct buf component = BUF_INIT(COMPONENT_MAX);
	struct input object = { .name = arguments->object, .file = BUF_INIT(OBJECT_MAX) };
	int ret = file_read(arguments->component, &component, err);

	if (!ret)
		ret = file_read(arguments->object, &object.file, err);
	if (!ret && !is_object(&object.file))
		ret = err_set(err, EINVAL, "'%s' is not a BPF object", arguments->object);
	if (!ret)
		ret = check(arguments, runtime, &component, &object, err);
	if (!ret)
		ret = carry_section(&component, COMPONENT_OBJECT, object.file.data, object.file.len,
				    err);
	if (!ret)
		ret = file_write(arguments->output, component.data, component.len, err);
	input_release(&object);
	buf_release(&component);
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
