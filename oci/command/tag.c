// SPDX-License-Identifier: MIT
/* wasm-bpf tag: another name for an artifact, in the store or from one layout to another. */
#include <string.h>

#include "command/command.h"
#include "lib/err.h"
#include "transfer/local.h"

struct arguments {
	struct ref from, to;
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, state->arg_num ? &arguments->to : &arguments->from);
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "two references are needed");
		if (arguments->to.digest[0])
			argp_error(state, "the new name cannot have a digest");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* A layout's manifest without a tag is named "latest", as other tools do. */
static int tag(const struct store *from, const struct arguments *arguments, struct err *err)
{
	char name[REF_TEXT_MAX];
	struct descriptor manifest;
	struct store *to;
	int ret = local_find(from, &arguments->from, &manifest, err);

	if (!ret)
		ret = local_open(&arguments->to, STORE_WRITE, &to, err);
	if (ret)
		return ret;
	local_name(&arguments->to, name);
	ret = local_copy(from, to, &manifest, err);
	if (!ret)
		ret = store_tag(to, name[0] ? name : "latest", &manifest, err);
	if (!ret && strcmp(store_dir(from), store_dir(to)) != 0)
		ret = local_copy_signatures(from, to, &arguments->to, &manifest.digest, err);
	if (ret)
		store_abandon(to);
	store_free(to);
	return ret;
}

int cmd_tag(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		NULL, parse, "REF NEW-REF",
		"Give an artifact on this machine another name.\vIf one of the two is "
		"oci:DIR[:tag], the artifact and its signatures are copied from or to that "
		"layout. If both are in the local store, nothing is copied.",
		NULL, NULL, NULL,
	};
	struct arguments arguments;
	struct store *from;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = local_open(&arguments.from, STORE_READ, &from, err);
	if (ret)
		return ret;
	ret = tag(from, &arguments, err);
	store_free(from);
	return ret;
}
