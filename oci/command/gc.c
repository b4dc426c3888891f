// SPDX-License-Identifier: MIT
/* wasm-bpf gc: content without a name, removed from the local store. */
#include <stdio.h>

#include "command/command.h"
#include "lib/err.h"
#include "store/store.h"

static const struct argp_option options[] = {
	{ "quiet", 'q', NULL, 0, "Do not print what was freed", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	bool *quiet = state->input;

	(void)value;
	if (key != 'q')
		return ARGP_ERR_UNKNOWN;
	*quiet = true;
	return 0;
}

int cmd_gc(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		options, parse, "",
		"Remove content that no name reaches, and files that killed processes left, "
		"from the local store. Waits for running pulls.",
		NULL, NULL, NULL,
	};
	struct store_freed freed;
	struct store *store;
	bool quiet = false;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &quiet);
	ret = store_open(NULL, STORE_WRITE, &store, err);
	if (ret)
		return ret;
	ret = store_gc(store, true, &freed, err);
	if (!ret && !quiet)
		printf("%llu bytes freed, %llu blobs\n", (unsigned long long)freed.bytes,
		       (unsigned long long)freed.blobs);
	store_free(store);
	return ret;
}
