// SPDX-License-Identifier: MIT
/* wasm-bpf tags: the tags of a repository. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"

struct arguments {
	struct registry_options registry;
	struct ref repo;
	json_t *names;
	bool json;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &arguments->registry; return 0;
	case 'j': arguments->json = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_host(state, value, &arguments->repo);
		if (!*arguments->repo.repo)
			argp_error(state, "'%s' does not name a repository", value);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a repository is needed"); return EINVAL;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static int take(void *arg, const char *tag, struct err *err)
{
	struct arguments *arguments = arg;

	if (!ref_tag_is_valid(tag))
		return err_set(err, EPROTO, "'%s' lists an invalid tag", arguments->repo.host);
	if (json_array_append_new(arguments->names, json_string(tag)) < 0)
		return err_set(err, E2BIG, "the list of '%s' is too long",
			       arguments->repo.host);
	return 0;
}

int cmd_tags(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "HOST[:PORT]/REPO", "List the tags of a repository.",
		children, NULL, NULL,
	};
	struct arguments arguments = {
		.registry = REGISTRY_OPTIONS_INIT,
		.names = json_array(),
	};
	struct registry *registry;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = registry_open(&arguments.repo, &arguments.registry, false, &registry, err);
	if (ret)
		return ret;
	ret = registry_tags(registry, take, &arguments, err);
	if (!ret)
		command_print_names(arguments.names, arguments.json);
	json_decref(arguments.names);
	registry_free(registry);
	return ret;
}
