// SPDX-License-Identifier: MIT
/* wasm-bpf tools: lists the installed tools, or publishes them. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/terminal.h"
#include "wasm-bpf/command.h"
#include "naming/gallery.h"
#include "naming/oci.h"
#include "naming/settings.h"

enum { OPT_PUBLISH = 256, OPT_TAG, NAME_WIDTH = 12, TEXT_MAX = 2 * PATH_MAX };

struct arguments {
	struct oci_options oci;
	const char *publish;
	const char *key;
	const char *tag;
};

static const struct argp_option option_table[] = {
	{ "publish", OPT_PUBLISH, "REGISTRY/NAMESPACE", 0,
	  "Push every tool to REGISTRY/NAMESPACE/TOOL, by --tag and by 'latest'", 0 },
	{ "tag", OPT_TAG, "TAG", 0, "Push with this tag (this program's version)", 0 },
	{ "key", 'k', "FILE", 0, "Sign what is pushed with this private key", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->oci;
		return 0;
	case OPT_PUBLISH:
		arguments->publish = arg;
		return 0;
	case OPT_TAG:
		arguments->tag = arg;
		return 0;
	case 'k':
		arguments->key = arg;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->publish && (arguments->key || arguments->tag))
			argp_error(state, "--key and --tag come with --publish");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &oci_remote_argp, 0, "Registries, with --publish:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table, parse, NULL, "List the installed tools, which 'wasm-bpf run NAME' runs.",
	children,     NULL,  NULL,
};

/* What is wrong with a tool stands in its line. */
static void print_tool(const struct gallery *gallery, const char *name)
{
	char line[GALLERY_LINE_MAX];
	struct err err = ERR_INIT;

	if (gallery_describe(gallery, name, line, &err) < 0)
		terminal_printf(stdout, "%-*s (%s)\n", NAME_WIDTH, name, err.msg);
	else
		terminal_printf(stdout, line[0] ? "%-*s %s\n" : "%-*s\n", NAME_WIDTH, name, line);
}

static int list(const struct gallery *gallery, struct err *err)
{
	if (!gallery->count) {
		err_set(err, ENOENT, "no tools are installed");
		return err_hint(err, "'make install' installs them; 'tools DIR' in "
				     "/etc/wasm-bpf/config names another folder");
	}
	for (size_t i = 0; i < gallery->count; i++)
		print_tool(gallery, gallery->names[i]);
	return 0;
}

/* Adds what every command on a registry takes, and runs it. */
static int run(const struct arguments *arguments, const char **args, size_t count, struct err *err)
{
	if (arguments->oci.ca_file) {
		args[count++] = "--ca-file";
		args[count++] = arguments->oci.ca_file;
	}
	if (arguments->oci.max_size) {
		args[count++] = "--max-size";
		args[count++] = arguments->oci.max_size;
	}
	if (arguments->oci.plain_http)
		args[count++] = "--plain-http";
	args[count] = NULL;
	return oci_run(args, err);
}

static int push(const struct arguments *arguments, const char *file, const char *line,
		const char *ref, struct err *err)
{
	const char *args[OCI_ARGS_MAX] = {
		"wasm-bpf tools", "push", file, ref, "--description", line,
	};

	return run(arguments, args, 6, err);
}

static int sign(const struct arguments *arguments, const char *ref, struct err *err)
{
	const char *args[OCI_ARGS_MAX] = { "wasm-bpf tools", "sign", ref, "--key", arguments->key };

	return run(arguments, args, 5, err);
}

static int publish_tool(const struct arguments *arguments, const struct gallery *gallery,
			const char *name, struct err *err)
{
	char file[TEXT_MAX], ref[TEXT_MAX], latest[TEXT_MAX], line[GALLERY_LINE_MAX];
	int ret = gallery_describe(gallery, name, line, err);

	snprintf(file, sizeof(file), "%s/%s.wasm", gallery->path, name);
	snprintf(ref, sizeof(ref), "%s/%s:%s", arguments->publish, name, arguments->tag);
	snprintf(latest, sizeof(latest), "%s/%s:latest", arguments->publish, name);
	if (!ret)
		ret = push(arguments, file, line, ref, err);
	if (!ret && strcmp(ref, latest) != 0)
		ret = push(arguments, file, line, latest, err);
	if (!ret && arguments->key)
		ret = sign(arguments, ref, err);
	return ret;
}

/* 0, the exit status of the program that pushes, or -errno. */
static int publish(const struct arguments *arguments, const struct gallery *gallery,
		   struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < gallery->count && !ret; i++)
		ret = publish_tool(arguments, gallery, gallery->names[i], err);
	if (!ret && gallery->count && !arguments->key)
		fputs("wasm-bpf: nothing is signed: give --key FILE\n", stderr);
	return ret;
}

int cmd_tools(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct settings settings;
	struct gallery gallery;
	struct err err = ERR_INIT;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (!arguments.tag)
		arguments.tag = VERSION;
	ret = settings_read(&settings, &err);
	if (!ret)
		ret = gallery_open(&settings, &gallery, &err);
	if (!ret) {
		ret = arguments.publish && gallery.count ? publish(&arguments, &gallery, &err)
							 : list(&gallery, &err);
		gallery_release(&gallery);
	}
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	return ret < 0 ? 1 : ret;
}
