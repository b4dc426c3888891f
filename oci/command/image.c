// SPDX-License-Identifier: MIT
/*
 * wasm-bpf-oci image: the layers of an image, for `wasm-bpf check --kernels` and
 * `wasm-bpf btf --kernels`.
 *
 * The image of a registry comes into the cache of images, that of a layout stays there. What
 * the layers hash to is computed again each time. Their paths go to a descriptor of the
 * caller's, each ended by NUL.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/export.h"
#include "transfer/local.h"
#include "transfer/pull.h"

struct arguments {
	struct registry_options registry;
	struct trust_options trust;
	struct ref ref;
	const char *architecture;
	int fd;
};

static const struct argp_option options[] = {
	{ "arch", 'a', "NAME", 0, "Of an index, take the image for this architecture", 0 },
	{ "fd", 'f', "N", 0, "Write the paths of the layers to this descriptor", 0 },
	{ 0 },
};

/* What libbpf calls it, and what images do, whose names are accepted, too. */
static const struct {
	const char *libbpf;
	const char *image;
} architectures[] = {
	{ "x86", "amd64" },         { "x86_64", "amd64" }, { "aarch64", "arm64" },
	{ "riscv", "riscv64" },     { "s390", "s390x" },   { "powerpc", "ppc64le" },
	{ "loongarch", "loong64" },
};

static const char *architecture_of(const char *name)
{
	for (size_t i = 0; i < sizeof(architectures) / sizeof(*architectures); i++)
		if (strcmp(architectures[i].libbpf, name) == 0)
			return architectures[i].image;
	return name;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		state->child_inputs[1] = &arguments->trust;
		return 0;
	case 'a':
		arguments->architecture = architecture_of(value);
		return 0;
	case 'f':
		arguments->fd = (int)command_number(state, value, 0, 1 << 20);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a reference is needed");
		return 0;
	case ARGP_KEY_END:
		if (!arguments->architecture)
			argp_error(state, "an architecture is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find(const struct arguments *arguments, const struct trust *trust, struct store *store,
		struct manifest *ret_image, struct err *err)
{
	const struct ref *ref = &arguments->ref;
	struct descriptor manifest;
	int ret;

	if (ref->kind == REF_REGISTRY) {
		ret = pull_image(ref, &arguments->registry, trust, arguments->architecture, store,
				 &manifest, err);
	} else {
		ret = local_find(store, ref, &manifest, err);
		if (!ret)
			ret = trust_check(trust, ref, &manifest.digest, store, NULL, err);
	}
	return ret < 0 ? ret
		       : export_find_image(store, &manifest, arguments->architecture, ret_image,
					   err);
}

/* Layers that are not what they are called are taken out of the cache, to be fetched again. */
static int verify(const struct arguments *arguments, struct store *store,
		  const struct manifest *image, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < image->count && !ret; i++) {
		ret = store_blob_copy(store, &image->parts[i], -1, err);
		if (ret == -EBADMSG && arguments->ref.kind == REF_REGISTRY)
			store_blob_remove(store, &image->parts[i], NULL);
	}
	return ret;
}

static int get(const struct arguments *arguments, const struct trust *trust, struct store *store,
	       struct manifest *ret_image, struct err *err)
{
	int ret = -EBADMSG;

	for (int tries = 0; ret == -EBADMSG && tries < 2; tries++) {
		manifest_release(ret_image);
		ret = find(arguments, trust, store, ret_image, err);
		if (!ret)
			ret = verify(arguments, store, ret_image, err);
		if (arguments->ref.kind != REF_REGISTRY)
			break;
	}
	return ret;
}

static int tell(const struct arguments *arguments, const struct store *store,
		const struct manifest *image, struct err *err)
{
	bool failed = false;

	for (size_t i = 0; i < image->count; i++) {
		const struct digest *digest = &image->parts[i].digest;

		failed |= dprintf(arguments->fd, "%s/blobs/%s/%s%c", store_dir(store),
				  digest_algorithm(digest), digest_hex(digest), 0) < 0;
	}
	return failed ? err_set(err, errno, "cannot write to descriptor %d: %s", arguments->fd,
				strerror(errno))
		      : 0;
}

int cmd_image(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = TRUSTED_REMOTE_CHILDREN;
	static const struct argp argp = {
		options,  parse,
		"REF",    "Pass the layers of an image to 'wasm-bpf check' and 'btf'.",
		children, NULL,
		NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT, .fd = -1 };
	struct manifest image = { 0 };
	struct trust *trust = NULL;
	struct store *store = NULL;
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = trust_open(&arguments.trust, &trust, err);
	if (!ret)
		ret = arguments.ref.kind == REF_LAYOUT
			      ? local_open(&arguments.ref, STORE_READ, &store, err)
			      : store_open_images(&store, err);
	if (!ret)
		ret = get(&arguments, trust, store, &image, err);
	if (!ret)
		ret = tell(&arguments, store, &image, err);
	manifest_release(&image);
	store_free(store);
	trust_free(trust);
	return ret;
}
