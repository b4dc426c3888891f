// SPDX-License-Identifier: MIT
/* wasm-bpf compile: compiled code as a file, for machines without a cache. */
#include <argp.h>
#include <errno.h>

#include "base/cache.h"
#include "btf/slices.h"
#include "engine/code.h"
#include "engine/engine.h"
#include "engine/module.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "wasm-bpf/command.h"

enum { FILE_MAX = 1 << 30 };

struct arguments {
	const char *file;
	const char *output;
};

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE.cwasm", 0, "Write the code to this file", 0 },
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
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_END:
		if (!arguments->file || !arguments->output)
			argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table, parse, "FILE.wasm -o FILE.cwasm",
	"Compile a guest for this machine and this version of wasm-bpf. Run the result like "
	"FILE.wasm.", NULL, NULL, NULL,
};

static int compile(struct engine *engine, const struct arguments *arguments, struct err *err)
{
	const struct module_file file = {
		.name = arguments->file,
		.path = arguments->file,
		.code = MODULE_CODE_NEVER,
		.keeps = SLICES_SECTION,
		.code_fd = -1,
	};
	const struct cache no_cache = { .dir = -1 };
	struct buf code = BUF_INIT(FILE_MAX), kept = BUF_INIT(FILE_MAX);
	struct engine_module *module = NULL;
	struct cache cache;
	int ret, compiled;

	cache_open(&cache, NULL); /* without it the code gets no seal, and runs without rules */
	ret = module_load(&file, &(struct module_limits){ 0 }, engine, &no_cache, &module,
			  &compiled, &kept, err);
	if (!ret && (kept.error || code_pack(module, &cache, &kept, &code) < 0))
		ret = err_set(err, ENOMEM, "cannot write the code of '%s'", arguments->file);
	if (!ret)
		ret = file_write(arguments->output, code.data, code.len, err);
	cache_close(&cache);
	engine_module_free(module);
	buf_release(&code);
	buf_release(&kept);
	return ret;
}

int cmd_compile(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;
	struct engine *engine;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	engine = engine_new(false);
	ret = engine ? compile(engine, &arguments, &err)
		     : err_set(&err, ENOMEM, "cannot start the engine");
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	engine_free(engine);
	return ret < 0;
}
