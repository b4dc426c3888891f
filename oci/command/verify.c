// SPDX-License-Identifier: MIT
/* wasm-bpf verify: the signatures of an artifact, and what the policy says of it. */
#include <errno.h>
#include <stdio.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/local.h"
#include "trust/signed_file.h"

struct arguments {
	struct registry_options registry;
	struct trust_options trust;
	struct ref ref;
	const char *file; /* to verify instead of an artifact */
	bool local;
};

static const struct argp_option options[] = {
	{ "key", 'k', "FILE", 0, "Require a signature by this public key", 0 },
	{ "file", 'F', "FILE", 0, "Check FILE by FILE.sig instead of an artifact", 0 },
	{ "local", 'l', NULL, 0, "Check the artifact in the local store; ask no registry", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		state->child_inputs[1] = &arguments->trust;
		return 0;
	case 'k':
		arguments->trust.verify_key = value;
		return 0;
	case 'F':
		arguments->file = value;
		return 0;
	case 'l':
		arguments->local = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_END:
		if ((state->arg_num > 0) == (arguments->file != NULL))
			argp_error(state, arguments->file
						  ? "--file and a reference exclude each other"
						  : "a reference is needed");
		if (arguments->file && !arguments->trust.verify_key)
			argp_error(state, "--key is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What the reference means now: in the registry, or here. */
static int find(const struct arguments *arguments, const struct store *store, bool here,
		struct descriptor *ret_manifest, struct err *err)
{
	const struct ref *ref = &arguments->ref;
	struct registry *registry;
	int ret;

	if (here)
		return local_find(store, ref, ret_manifest, err);
	ret = registry_open(ref, &arguments->registry, false, &registry, err);
	if (ret)
		return ret;
	ret = registry_head_manifest(registry, ref->digest[0] ? ref->digest : ref->tag,
				     ret_manifest, err);
	registry_free(registry);
	return ret;
}

/* The manifest itself is not taken: that it is what the digest says shows when it is pulled. */
static int verify(const struct arguments *arguments, const struct trust *trust, struct store *store,
		  struct descriptor *ret_manifest, struct err *err)
{
	bool here = arguments->local || arguments->ref.kind == REF_LAYOUT;
	int ret = trust_check_place(trust, &arguments->ref, err);

	if (!ret)
		ret = find(arguments, store, here, ret_manifest, err);
	return ret ? ret
		   : trust_check(trust, &arguments->ref, &ret_manifest->digest, store,
				 here ? NULL : &arguments->registry, err);
}

static int open_all(const struct arguments *arguments, struct trust **ret_trust,
		    struct store **ret_store, struct err *err)
{
	bool read = arguments->local || arguments->ref.kind == REF_LAYOUT;
	int ret = trust_open(&arguments->trust, ret_trust, err);

	if (!ret && !trust_restricts(*ret_trust)) {
		err_set(err, EINVAL, "no key and no policy to check the artifact with");
		return err_hint(err, "use --key FILE to require a signature, or --policy FILE");
	}
	return ret ? ret
		   : local_open(&arguments->ref, read ? STORE_READ : STORE_WRITE, ret_store, err);
}

int cmd_verify(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = TRUSTED_REMOTE_CHILDREN;
	static const struct argp argp = {
		options,
		parse,
		"[--key FILE] REF\n--key FILE --file FILE",
		"Check that an artifact is signed by a key, and allowed by a policy.\vChecks what "
		"the registry or layout has under REF now, and prints its digest. Run or deploy "
		"that digest, because a tag can move. Signatures by tag, by referrer and in "
		"bundles count, from cosign and from 'wasm-bpf sign'. The module is not pulled.",
		children,
		NULL,
		NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct descriptor manifest;
	struct trust *trust = NULL;
	struct store *store = NULL;
	char name[REF_TEXT_MAX];
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.file) {
		ret = signed_file_verify(arguments.file, arguments.trust.verify_key, err);
		if (!ret && !arguments.registry.quiet)
			printf("%s: verified\n", arguments.file);
		return ret;
	}
	ret = open_all(&arguments, &trust, &store, err);
	if (!ret) {
		ret = verify(&arguments, trust, store, &manifest, err);
		if (ret)
			store_abandon(store);
	}
	ref_format(&arguments.ref, name);
	if (!ret && arguments.registry.quiet)
		printf("%s\n", manifest.digest.text);
	else if (!ret)
		printf("%s: verified %s\n", name, manifest.digest.text);
	store_free(store);
	trust_free(trust);
	return ret;
}
