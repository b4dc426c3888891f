// SPDX-License-Identifier: MIT
/* wasm-bpf save: artifacts of the local store, in one archive to carry elsewhere. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "format/io.h"
#include "lib/err.h"
#include "store/archive.h"
#include "transfer/local.h"
#include "trust/signature.h"

struct arguments {
	struct ref *refs;
	size_t count;
	const char *out;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE instead of stdout", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o': arguments->out = value; return 0;
	case ARGP_KEY_ARG:
		command_ref(state, value, &arguments->refs[arguments->count++]);
		if (arguments->refs[arguments->count - 1].kind != REF_REGISTRY)
			argp_error(state, "'%s' is a layout: use 'tar' to pack it", value);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a reference is needed"); return 0;
	case ARGP_KEY_END:
		if (strcmp(arguments->out, "-") == 0 && isatty(STDOUT_FILENO))
			argp_error(state, "cannot write an archive to a terminal: use -o FILE");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* Whether an entry is one of the artifacts to save, or a signature on one. */
static bool is_chosen(const struct store_entry *entry, const struct arguments *arguments,
		      const struct descriptor *manifests)
{
	char name[REF_TEXT_MAX];

	for (size_t i = 0; i < arguments->count; i++) {
		local_name(&arguments->refs[i], name);
		if (strcmp(entry->name, name) == 0 ||
		    signature_is_on(entry->name, &manifests[i].digest) ||
		    (arguments->refs[i].digest[0] && local_is_meant(&arguments->refs[i], entry)))
			return true;
	}
	return false;
}

/* What goes to an archive, and from where. */
struct saving {
	const struct arguments *arguments;
	const struct store *store;
};

static int fill(void *arg, int fd, struct err *err)
{
	const struct arguments *arguments = ((struct saving *)arg)->arguments;
	const struct store *store = ((struct saving *)arg)->store;
	struct descriptor *manifests = calloc(arguments->count, sizeof(*manifests));
	struct store_entry *list = NULL;
	size_t count = 0, chosen = 0;
	int ret = manifests ? store_list(store, &list, &count, err)
			    : err_set(err, ENOMEM, "cannot save: %s", strerror(ENOMEM));

	for (size_t i = 0; !ret && i < arguments->count; i++)
		ret = local_find(store, &arguments->refs[i], &manifests[i], err);
	for (size_t i = 0; !ret && i < count; i++)
		if (is_chosen(&list[i], arguments, manifests))
			list[chosen++] = list[i];
	if (!ret)
		ret = archive_save(store, list, chosen, fd, err);
	free(list);
	free(manifests);
	return ret;
}

static int run(const struct arguments *arguments, struct err *err)
{
	struct saving saving = { .arguments = arguments };
	struct store *store;
	int ret = store_open(NULL, STORE_READ, &store, err);

	if (ret)
		return ret;
	saving.store = store;
	ret = file_replace(arguments->out, fill, &saving, err);
	store_free(store);
	return ret;
}

int cmd_save(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		options, parse, "REF...",
		"Write artifacts of the local store and their signatures to a tar archive of an "
		"OCI image layout.\vThe same artifacts give the same bytes. 'wasm-bpf load' and "
		"skopeo (oci-archive:FILE:REF) can read it.",
		NULL, NULL, NULL,
	};
	struct arguments arguments = {
		.refs = calloc((size_t)argc, sizeof(struct ref)), .out = "-",
	};
	int ret;

	if (!arguments.refs)
		return err_set(err, ENOMEM, "cannot save: %s", strerror(ENOMEM));
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = run(&arguments, err);
	free(arguments.refs);
	return ret;
}
