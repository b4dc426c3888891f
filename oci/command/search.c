// SPDX-License-Identifier: MIT
/* wasm-bpf search: the repositories of a registry that lists them. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"

struct arguments {
	struct registry_options registry;
	struct ref host;
	const char *pattern;
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
		if (state->arg_num > 1)
			return ARGP_ERR_UNKNOWN;
		if (state->arg_num == 1) {
			arguments->pattern = value;
			return 0;
		}
		command_host(state, value, &arguments->host);
		if (*arguments->host.repo)
			argp_error(state, "'%s' is not a HOST[:PORT]", value);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a host is needed"); return EINVAL;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static bool matches(const char *repo, const char *pattern)
{
	if (!pattern)
		return true;
	return strpbrk(pattern, "*?[") ? fnmatch(pattern, repo, 0) == 0 :
					 strstr(repo, pattern) != NULL;
}

static int take(void *arg, const char *repo, struct err *err)
{
	struct arguments *arguments = arg;
	char text[REF_HOST_MAX + REF_REPO_MAX];
	struct ref ref;
	int len = snprintf(text, sizeof(text), "%s/%s", arguments->host.host, repo);

	if (len >= (int)sizeof(text) ||
	    ref_parse_host(text, &ref, err) < 0 || *ref.tag || *ref.digest)
		return err_set(err, EPROTO, "'%s' lists an invalid repository name",
			       arguments->host.host);
	if (!matches(repo, arguments->pattern))
		return 0;
	if (json_array_append_new(arguments->names, json_string(text)) < 0)
		return err_set(err, E2BIG, "the list of '%s' is too long",
			       arguments->host.host);
	return 0;
}

int cmd_search(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "HOST[:PORT] [PATTERN]",
		"List the repositories of a registry.\vPATTERN is a part of the name, or a "
		"pattern for the whole name with *, ? and [...].",
		children, NULL, NULL,
	};
	struct arguments arguments = {
		.registry = REGISTRY_OPTIONS_INIT,
		.names = json_array(),
	};
	struct registry *registry;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = registry_open(&arguments.host, &arguments.registry, false, &registry, err);
	if (ret)
		return ret;
	ret = registry_catalog(registry, take, &arguments, err);
	if (!ret)
		command_print_names(arguments.names, arguments.json);
	json_decref(arguments.names);
	registry_free(registry);
	return ret;
}
