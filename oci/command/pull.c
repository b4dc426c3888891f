// SPDX-License-Identifier: MIT
/* wasm-bpf pull: an artifact from a registry into the local store, or also to a file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/export.h"
#include "transfer/local.h"
#include "transfer/pull.h"

struct arguments {
	struct registry_options registry;
	struct trust_options trust;
	struct ref ref;
	const char *out;
	const char *slices;
};

enum { SLICES = 256 };

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "Also write the module to FILE; - is stdout", 0 },
	{ "out", 0, NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0 },
	{ "slices", SLICES, "FILE", 0,
	  "Also write its slices of kernels' BTF to FILE, for 'wasm-bpf run --btf FILE'", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		state->child_inputs[1] = &arguments->trust;
		return 0;
	case 'o': arguments->out = value; return 0;
	case SLICES:
		arguments->slices = value;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a reference is needed"); return EINVAL;
	case ARGP_KEY_END:
		if (arguments->out && arguments->slices &&
		    strcmp(arguments->out, arguments->slices) == 0)
			argp_error(state, "--output and --slices name the same file");
		if (arguments->ref.kind == REF_LAYOUT && !arguments->out && !arguments->slices)
			argp_error(state,
				   "'oci:%s' is on this machine: use --output to copy its module, "
				   "or 'wasm-bpf tag' to copy it to the store",
				   arguments->ref.dir);
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* What is here is only looked up, and may be asked for by who may run it. */
static int get(const struct arguments *arguments, const struct trust *trust, struct store *store,
	       struct descriptor *ret_manifest, struct err *err)
{
	const struct ref *ref = &arguments->ref;
	int ret;

	if (ref->kind == REF_REGISTRY)
		return pull_artifact(ref, &arguments->registry, trust, PULL_ALWAYS, store,
				     ret_manifest, err);
	ret = local_find(store, ref, ret_manifest, err);
	return ret ? ret : trust_check(trust, ref, &ret_manifest->digest, store, NULL, err);
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* Writes what was asked for. A module by itself lacks what stood beside it. */
static int export(const struct arguments *arguments, const struct store *store,
		  const struct descriptor *manifest, struct err *err)
{
	bool has_slices;
	int ret;

	if (!arguments->out && !arguments->slices)
		return 0;
	ret = export_module(store, manifest, arguments->out, arguments->slices, &has_slices, err);
	if (!ret && has_slices && !arguments->slices && !arguments->registry.quiet)
		fprintf(stderr, "wasm-bpf: the artifact also has slices of kernels' BTF: "
				"--slices FILE writes them\n");
	return ret;
}

static void report(const struct arguments *arguments, const struct descriptor *manifest,
		   const char *what)
{
	FILE *to = is_stdout(arguments->out) || is_stdout(arguments->slices) ? stderr : stdout;
	char name[REF_TEXT_MAX];

	ref_format(&arguments->ref, name);
	if (arguments->registry.quiet)
		fprintf(to, "%s\n", manifest->digest.text);
	else
		fprintf(to, "%s: %s %s\n", name, what, manifest->digest.text);
}

int cmd_pull(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = TRUSTED_REMOTE_CHILDREN;
	static const struct argp argp = {
		options,
		parse,
		"REF",
		"Pull an artifact from a registry into the local store.\vREF is "
		"[http://|https://]HOST[:PORT]/REPO[:TAG][@DIGEST]. Content that the store has "
		"is not pulled again. With --output, REF may also be oci:DIR[:TAG].",
		children,
		NULL,
		NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct descriptor manifest;
	struct trust *trust = NULL;
	struct store *store = NULL;
	const char *what;
	bool layout;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	layout = arguments.ref.kind == REF_LAYOUT;
	ret = trust_open(&arguments.trust, &trust, err);
	if (!ret)
		ret = local_open(&arguments.ref, layout ? STORE_READ : STORE_WRITE, &store, err);
	if (!ret)
		ret = get(&arguments, trust, store, &manifest, err);
	what = layout ? "copied" : ret ? "up to date" : "pulled";
	if (ret >= 0)
		ret = export(&arguments, store, &manifest, err);
	if (!ret)
		report(&arguments, &manifest, what);
	store_free(store);
	trust_free(trust);
	return ret;
}
