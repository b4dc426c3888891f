// SPDX-License-Identifier: MIT
/* wasm-bpf vmlinux: the types of a kernel as a header for BPF programs. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/select.h"
#include "bindings/vmlinux.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "wasm-bpf/command.h"

#define KERNEL "/sys/kernel/btf/vmlinux"

enum { OPT_BTF = 256, OPT_BASE, HEADER_MAX = 256 << 20 };

struct arguments {
	const char *btf;
	const char *base;
	const char *output;
	struct select_opts select;
	const char **types; /* those of `select`, while they are gathered */
};

static const struct argp_option option_table[] = {
	{ "btf", OPT_BTF, "FILE", 0,
	  "The kernel's BTF, raw or in an ELF file (" KERNEL ", of the running one)", 0 },
	{ "base", OPT_BASE, "FILE", 0, "For a module's BTF: that of its kernel", 0 },
	{ "type", 't', "NAME", 0,
	  "Only types of this name, and those that they need; NAME may be a pattern; repeatable",
	  0 },
	{ "output", 'o', "FILE", 0, "Write to FILE instead of stdout", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case OPT_BTF:
		arguments->btf = arg;
		return 0;
	case OPT_BASE:
		arguments->base = arg;
		return 0;
	case 't':
		arguments->types[arguments->select.type_count++] = arg;
		return 0;
	case 'o':
		arguments->output = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_table,
	parse,
	NULL,
	"Write the types of the running kernel as a C header, vmlinux.h, for the sources of BPF "
	"programs.",
	NULL,
	NULL,
	NULL,
};

static int make(const struct arguments *arguments, struct buf *out, struct err *err)
{
	struct input input;
	bool *wanted = NULL;
	int ret = input_read(&input, arguments->btf, arguments->base, 0, err);

	if (ret == -ENOENT && strcmp(arguments->btf, KERNEL) == 0)
		err_hint(err, "this kernel has no BTF; name that of another by --btf");
	if (!ret)
		ret = select_types(&input, &arguments->select, &wanted, err);
	if (!ret)
		ret = vmlinux_write(out, &input, wanted, err);
	free(wanted);
	input_release(&input);
	return ret;
}

int cmd_vmlinux(int argc, char **argv)
{
	const char *types[argc];
	struct arguments arguments = {
		.btf = KERNEL,
		.output = "-",
		.types = types,
		.select.types = types,
	};
	struct buf out = BUF_INIT(HEADER_MAX);
	struct err err = ERR_INIT;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = make(&arguments, &out, &err);
	if (!ret && out.error)
		ret = err_set(&err, out.error, "cannot make '%s': %s", arguments.output,
			      strerror(out.error));
	if (!ret)
		ret = file_write(arguments.output, out.data, out.len, &err);
	if (ret)
		err_print(&err, "wasm-bpf");
	buf_release(&out);
	return ret ? 1 : 0;
}
