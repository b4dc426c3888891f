// SPDX-License-Identifier: MIT
/* wasm-bpf update: what the store has, as its registries have it now. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/local.h"
#include "transfer/pull.h"
#include "trust/signature.h"

struct arguments {
	struct registry_options registry;
	struct trust_options trust_options;
	struct trust *trust;
	struct ref only;  /* with an empty host: all */
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		state->child_inputs[1] = &arguments->trust_options;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->only);
		if (arguments->only.kind == REF_LAYOUT)
			argp_error(state, "'%s' does not come from a registry", value);
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static int update_one(const struct arguments *arguments, struct store *store,
		      const struct ref *ref, const struct descriptor *before, struct err *err)
{
	char name[REF_TEXT_MAX];
	struct descriptor now;
	int ret = pull_artifact(ref, &arguments->registry, arguments->trust, PULL_ALWAYS, store,
				&now, err);

	if (ret < 0)
		return ret;
	local_name(ref, name);
	if (digest_equal(&now.digest, &before->digest))
		printf("%s: up to date\n", name);
	else
		printf("%s: updated from %s to %s\n", name, before->digest.text, now.digest.text);
	return 0;
}

/* All names with a tag that a registry may have moved. One that fails does not keep the
 * others from being updated; the first reason is reported last. */
static int update_all(const struct arguments *arguments, struct store *store, struct err *err)
{
	struct store_entry *list;
	struct err later = ERR_INIT;
	size_t count;
	int ret = store_list(store, &list, &count, err), first = ret;

	for (size_t i = 0; !ret && i < count; i++) {
		struct ref ref;
		int one;

		if (ref_parse(list[i].name, &ref, &later) < 0 || ref.kind != REF_REGISTRY ||
		    *ref.digest || signature_is_name(list[i].name))
			continue;
		one = update_one(arguments, store, &ref, &list[i].manifest, first ? &later : err);
		if (one && first)
			command_complain(&later);
		else if (one)
			first = one;
	}
	if (!ret)
		free(list);
	return first;
}

int cmd_update(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = TRUSTED_REMOTE_CHILDREN;
	static const struct argp argp = {
		NULL, parse, "[REF]",
		"Pull tags that have moved: those of one artifact, or of all artifacts in the "
		"local store that have a tag.",
		children, NULL, NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct descriptor before;
	struct store *store = NULL;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = trust_open(&arguments.trust_options, &arguments.trust, err);
	if (!ret)
		ret = local_open(&arguments.only, STORE_WRITE, &store, err);
	if (!ret && !*arguments.only.host) {
		ret = update_all(&arguments, store, err);
	} else if (!ret) {
		ret = local_find(store, &arguments.only, &before, err);
		if (!ret)
			ret = update_one(&arguments, store, &arguments.only, &before, err);
	}
	store_free(store);
	trust_free(arguments.trust);
	return ret;
}
