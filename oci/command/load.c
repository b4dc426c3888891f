// SPDX-License-Identifier: MIT
/* wasm-bpf load: what an archive of an image layout holds, into the local store. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "lib/err.h"
#include "store/archive.h"
#include "transfer/local.h"
#include "trust/signature.h"

struct arguments {
	struct ref name; /* no host: as the archive names it */
	const char *in;  /* null: stdin */
	bool quiet;
};

static const struct argp_option options[] = {
	{ "input", 'i', "FILE", 0, "Read FILE instead of stdin", 0 },
	{ "quiet", 'q', NULL, 0, "Do not print what was loaded", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'i': arguments->in = value; return 0;
	case 'q': arguments->quiet = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->name);
		if (arguments->name.kind != REF_REGISTRY || arguments->name.digest[0])
			argp_error(state, "'%s' is not a name for the local store", value);
		return 0;
	case ARGP_KEY_END:
		if (!arguments->in && isatty(STDIN_FILENO))
			argp_error(state, "no archive: use -i FILE");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* The name that an entry gets: the one of the command line, or its own. */
static int choose_name(const struct arguments *arguments, const struct store_entry *entry,
		       char name[static REF_TEXT_MAX], struct err *err)
{
	struct ref ref = arguments->name;
	struct err why;

	if (!ref.host[0] && (ref_parse(entry->name, &ref, &why) || ref.kind != REF_REGISTRY)) {
		err_set(err, EINVAL, "the archive's name '%s' is not a reference", entry->name);
		return err_hint(err, "give one: wasm-bpf load -i FILE REF");
	}
	if (signature_is_name(entry->name))
		snprintf(name, REF_TEXT_MAX, "%s", entry->name);
	else
		ref_format(&ref, name);
	return 0;
}

static int name_all(const struct arguments *arguments, struct store *store,
		    const struct store_entry *entries, size_t count, struct err *err)
{
	char name[REF_TEXT_MAX];
	size_t artifacts = 0;
	int ret = 0;

	for (size_t i = 0; i < count; i++)
		artifacts += !signature_is_name(entries[i].name);
	if (arguments->name.host[0] && artifacts > 1)
		return err_set(err, EINVAL, "the archive holds %zu artifacts, not one", artifacts);
	for (size_t i = 0; !ret && i < count; i++) {
		ret = choose_name(arguments, &entries[i], name, err);
		if (!ret)
			ret = store_tag(store, name, &entries[i].manifest, err);
		if (!ret && !arguments->quiet && !signature_is_name(name))
			printf("%s %s\n", name, entries[i].manifest.digest.text);
	}
	return ret;
}

static int load(const struct arguments *arguments, int fd, struct err *err)
{
	struct store_entry *entries = NULL;
	struct store *store;
	size_t count;
	int ret = store_open(NULL, STORE_WRITE, &store, err);

	if (ret)
		return ret;
	ret = archive_load(fd, store, &entries, &count, err);
	if (!ret)
		ret = name_all(arguments, store, entries, count, err);
	free(entries);
	if (ret)
		store_abandon(store);
	store_free(store);
	return ret;
}

int cmd_load(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		options, parse, "[REF]",
		"Read a tar archive of an OCI image layout into the local store.\vReads the "
		"archives of 'wasm-bpf save' and of skopeo (oci-archive:FILE). REF names the "
		"artifact, if the archive has only one and does not name it in full.",
		NULL, NULL, NULL,
	};
	struct arguments arguments = { 0 };
	int fd = STDIN_FILENO, ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.in && strcmp(arguments.in, "-") != 0)
		fd = open(arguments.in, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", arguments.in, strerror(errno));
	ret = load(&arguments, fd, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return ret;
}
