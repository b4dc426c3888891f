// SPDX-License-Identifier: MIT
/* wasm-bpf rm: names taken away, and the content that then has none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "lib/err.h"
#include "transfer/local.h"
#include "trust/signature.h"

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct ref *refs = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		command_ref(state, value, &refs[state->arg_num]);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a reference is needed");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* Takes away the one name of a reference, or with a digest every name that its
 * repository has for that content. */
static int untag(struct store *store, const struct ref *ref, struct err *err)
{
	struct store_entry *list = NULL;
	char name[REF_TEXT_MAX];
	size_t count, removed = 0;
	int ret;

	local_name(ref, name);
	if (!ref->digest[0])
		return store_untag(store, name[0] ? name : "latest", err);
	ret = store_list(store, &list, &count, err);
	for (size_t i = 0; !ret && i < count; i++) {
		if (!local_is_meant(ref, &list[i]))
			continue;
		ret = store_untag(store, list[i].name, err);
		removed++;
	}
	free(list);
	if (!ret && !removed)
		ret = err_set(err, ENOENT, "'%s' is not in store '%s'", name, store_dir(store));
	return ret;
}

/* Takes away the names of signatures on what has no name left. */
static int untag_signatures(struct store *store, struct err *err)
{
	struct store_entry *list = NULL;
	size_t count;
	int ret = store_list(store, &list, &count, err);

	for (size_t i = 0; !ret && i < count; i++) {
		bool used = !signature_is_name(list[i].name);

		for (size_t k = 0; !used && k < count; k++)
			used = signature_is_on(list[i].name, &list[k].manifest.digest);
		if (!used)
			ret = store_untag(store, list[i].name, err);
	}
	free(list);
	return ret;
}

static int remove_one(const struct ref *ref, struct err *err)
{
	struct store_freed freed;
	struct store *store;
	int ret = local_open(ref, STORE_WRITE, &store, err);

	if (ret)
		return ret;
	ret = untag(store, ref, err);
	if (!ret)
		ret = untag_signatures(store, err);
	if (!ret)
		ret = store_gc(store, false, &freed, err);
	if (ret == -EBUSY) { /* a pull is under way: 'gc' frees the rest later */
		*err = (struct err)ERR_INIT;
		ret = 0;
	}
	store_free(store);
	return ret;
}

int cmd_rm(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		NULL, parse, "REF...",
		"Remove artifacts from the local store, or from a layout.\vContent that has "
		"other names stays. The rest is freed at once, or by 'wasm-bpf gc' if another "
		"process uses the store.",
		NULL, NULL, NULL,
	};
	struct ref *refs = calloc((size_t)argc, sizeof(*refs));
	int ret = 0;

	if (!refs)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	argp_parse(&argp, argc, argv, 0, NULL, refs);
	for (int i = 0; !ret && (refs[i].host[0] || refs[i].dir[0]); i++)
		ret = remove_one(&refs[i], err);
	free(refs);
	return ret;
}
