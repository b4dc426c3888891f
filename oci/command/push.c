// SPDX-License-Identifier: MIT
/* wasm-bpf push: a module as an artifact, into a registry or an OCI image layout. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "format/needs.h"
#include "lib/err.h"
#include "transfer/push.h"

enum {
	SOURCE = 1,
	REVISION,
	LICENSE,
	DESCRIPTION,
	MOUNT,
	ARTIFACT,
	TITLE,
	CREATED,
	SLICES,
	COMPILED
};

struct arguments {
	struct registry_options registry;
	struct artifact artifact;
	struct ref ref;
	const char *file;
	const char *mount;
	const char *slices;
	const char *codes[PUSH_CODES_MAX];
	size_t code_count;
};

static const struct argp_option options[] = {
	{ "title", TITLE, "NAME", 0, "The module's file name for other tools (that of FILE)", 0 },
	{ "description", DESCRIPTION, "TEXT", 0, "What the program does", 0 },
	{ "source", SOURCE, "URL", 0, "Where its source is", 0 },
	{ "revision", REVISION, "ID", 0, "Which revision of the source it is", 0 },
	{ "license", LICENSE, "SPDX", 0, "Its licence, as an SPDX expression", 0 },
	{ "created", CREATED, "SECONDS", 0,
	  "When it was built, in seconds since 1970 (SOURCE_DATE_EPOCH, or left out)", 0 },
	{ "annotation", 'a', "NAME=VALUE", 0, "Any other annotation; repeatable", 0 },
	{ "artifact", ARTIFACT, "FORM", 0,
	  "wasm (the default), for wkg and oras; or container, with a config that containerd's "
	  "shims accept",
	  0 },
	{ "slices", SLICES, "SLICES", 0,
	  "Put this archive of 'wasm-bpf btf' beside the module, for kernels without BTF", 0 },
	{ "compiled", COMPILED, "CODE", 0,
	  "Put this code of 'wasm-bpf compile' beside the module, for hosts that trust the signer "
	  "with it; repeatable, for other machines",
	  0 },
	{ "mount", MOUNT, "REPO", 0, "Use content of REPO in the same registry, if it is there",
	  0 },
	{ 0 },
};

static void annotate(struct arguments *arguments, struct argp_state *state, const char *name,
		     const char *value)
{
	if (json_object_set_new(arguments->artifact.annotations, name, json_string(value)) < 0)
		argp_error(state, "an annotation is not UTF-8");
}

/* "NAME=VALUE" */
static void annotate_any(struct arguments *arguments, struct argp_state *state, char *text)
{
	char *value = strchr(text, '=');

	if (!value || value == text)
		argp_error(state, "'%s' is not NAME=VALUE", text);
	*value = '\0';
	annotate(arguments, state, text, value + 1);
}

/* Only the user says when an artifact was built: the same bytes give the same digest
 * wherever they were built. */
static int64_t take_time(struct argp_state *state, const char *value)
{
	return (int64_t)command_number(state, value, 0, 253402300799); /* the year 9999 */
}

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	const char *epoch;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		epoch = getenv("SOURCE_DATE_EPOCH");
		if (epoch && *epoch)
			arguments->artifact.created = take_time(state, epoch);
		return 0;
	case TITLE: arguments->artifact.title = value; return 0;
	case DESCRIPTION:
		annotate(arguments, state, "org.opencontainers.image.description", value);
		return 0;
	case SOURCE:
		annotate(arguments, state, "org.opencontainers.image.source", value);
		return 0;
	case REVISION:
		annotate(arguments, state, "org.opencontainers.image.revision", value);
		return 0;
	case LICENSE:
		annotate(arguments, state, "org.opencontainers.image.licenses", value);
		return 0;
	case CREATED:
		arguments->artifact.created = take_time(state, value);
		return 0;
	case 'a': annotate_any(arguments, state, value); return 0;
	case ARTIFACT:
		arguments->artifact.container = strcmp(value, "container") == 0;
		if (!arguments->artifact.container && strcmp(value, "wasm") != 0)
			argp_error(state, "--artifact takes wasm or container");
		return 0;
	case MOUNT: arguments->mount = value; return 0;
	case SLICES:
		arguments->slices = value;
		return 0;
	case COMPILED:
		if (arguments->code_count == PUSH_CODES_MAX)
			argp_error(state, "--compiled is there more than %d times", PUSH_CODES_MAX);
		arguments->codes[arguments->code_count++] = value;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			return ARGP_ERR_UNKNOWN;
		if (state->arg_num == 0)
			arguments->file = value;
		else
			command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "a file and a reference are needed");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* Fills in what the file itself tells. */
static int describe(struct arguments *arguments, struct err *err)
{
	struct artifact *artifact = &arguments->artifact;
	json_t *title;

	if (!artifact->title)
		artifact->title = basename(arguments->file);
	title = json_string(artifact->title);
	if (!title)
		return err_set(err, EINVAL, "the name of '%s' is not UTF-8, give a --title",
			       arguments->file);
	json_decref(title);
	return needs_annotate(arguments->file, artifact->annotations, err);
}

static void report(const struct arguments *arguments, const struct push *push, bool uploaded)
{
	char name[REF_TEXT_MAX];

	ref_format(&arguments->ref, name);
	if (arguments->registry.quiet)
		printf("%s\n", push->manifest.digest.text);
	else
		printf("%s: %s %s\n", name, uploaded ? "pushed" : "up to date",
		       push->manifest.digest.text);
}

int cmd_push(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options,
		parse,
		"FILE REF",
		"Push a WebAssembly module to a registry, or into an OCI image layout.\vREF is "
		"[http://|https://]HOST[:PORT]/REPO[:TAG] or oci:DIR[:TAG]. The same bytes under "
		"the same title give the same digest, and content that the registry has is not "
		"sent again.",
		children,
		NULL,
		NULL,
	};
	struct arguments arguments = {
		.registry = REGISTRY_OPTIONS_INIT,
		.artifact.annotations = json_object(),
	};
	struct push push = PUSH_INIT;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = describe(&arguments, err);
	for (size_t i = 0; i < arguments.code_count && !ret; i++)
		ret = push_add_code(&push, arguments.codes[i], err);
	if (!ret)
		ret = push_prepare(arguments.file, arguments.slices, &arguments.artifact, &push,
				   err);
	if (!ret)
		ret = push_artifact(&push, &arguments.ref, &arguments.registry, arguments.mount,
				    err);
	if (ret >= 0)
		report(&arguments, &push, ret == 0);
	push_release(&push);
	json_decref(arguments.artifact.annotations);
	return ret < 0 ? ret : 0;
}
