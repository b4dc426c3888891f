// SPDX-License-Identifier: MIT
/* wasm-bpf list: what the local store, or a layout, holds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "lib/err.h"
#include "store/tree.h"
#include "transfer/local.h"
#include "trust/signature.h"

struct arguments {
	struct ref layout;
	bool json;
	bool all;
	bool quiet;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "all", 'a', NULL, 0, "Also list signatures", 0 },
	{ "quiet", 'q', NULL, 0, "Print only the references", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'j': arguments->json = true; return 0;
	case 'a': arguments->all = true; return 0;
	case 'q': arguments->quiet = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->layout);
		if (arguments->layout.kind != REF_LAYOUT)
			argp_error(state, "'%s' is not a layout: use 'wasm-bpf tags' for a "
				   "registry",
				   value);
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* The bytes of an artifact on this machine. */
static int size_of(const struct store *store, const struct store_entry *entry,
		   uint64_t *ret_size, struct err *err)
{
	struct tree tree = { 0 };
	int ret = tree_add(&tree, store, &entry->manifest, false, err);

	*ret_size = tree_size(&tree);
	tree_release(&tree);
	return ret;
}

static void print_text(const struct arguments *arguments, const struct store_entry *entry,
		       uint64_t size, int width)
{
	const char *name = entry->name[0] ? entry->name : "-";

	command_print_text(name);
	if (!arguments->quiet)
		printf("%*s  %.19s  %12llu", width - (int)strlen(name), "",
		       entry->manifest.digest.text, (unsigned long long)size);
	putchar('\n');
}

static void add_json(json_t *array, const struct store_entry *entry, uint64_t size)
{
	json_array_append_new(array, json_pack("{ss ss ss sI}", "reference", entry->name,
					       "digest", entry->manifest.digest.text, "mediaType",
					       entry->manifest.media_type, "size",
					       (json_int_t)size));
}

static int print_all(const struct arguments *arguments, const struct store *store,
		     const struct store_entry *list, size_t count, struct err *err)
{
	json_t *array = json_array();
	int width = (int)strlen("REFERENCE"), ret = 0;

	for (size_t i = 0; i < count; i++)
		if ((int)strlen(list[i].name) > width)
			width = (int)strlen(list[i].name);
	if (!arguments->json && !arguments->quiet)
		printf("%-*s  %-19s  %12s\n", width, "REFERENCE", "DIGEST", "BYTES");
	for (size_t i = 0; !ret && i < count; i++) {
		uint64_t size = 0;

		if (!arguments->all && signature_is_name(list[i].name))
			continue;
		ret = size_of(store, &list[i], &size, err);
		if (ret)
			break;
		if (arguments->json)
			add_json(array, &list[i], size);
		else
			print_text(arguments, &list[i], size, width);
	}
	if (!ret && arguments->json)
		command_print_json(array);
	json_decref(array);
	return ret;
}

int cmd_list(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		options, parse, "[oci:DIR]",
		"List the artifacts in the local store, or in an OCI image layout.",
		NULL, NULL, NULL,
	};
	struct arguments arguments = { .layout = { .kind = REF_REGISTRY } };
	struct store_entry *list = NULL;
	struct store *store;
	size_t count = 0;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = local_open(&arguments.layout, STORE_READ, &store, err);
	if (ret)
		return ret;
	ret = store_list(store, &list, &count, err);
	if (!ret)
		ret = print_all(&arguments, store, list, count, err);
	free(list);
	store_free(store);
	return ret;
}
