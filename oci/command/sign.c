// SPDX-License-Identifier: MIT
/* wasm-bpf sign: a signature on an artifact, as `cosign verify` takes it. */
#include <errno.h>
#include <stdio.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/local.h"
#include "trust/key.h"
#include "trust/signature.h"
#include "trust/signature_remote.h"

struct arguments {
	struct registry_options registry;
	struct ref ref;
	const char *key;
	bool referrer;
};

static const struct argp_option options[] = {
	{ "key", 'k', "FILE", 0, "Sign with this private key, from cosign or in PEM", 0 },
	{ "referrer", 'r', NULL, 0, "Attach the signature as an OCI 1.1 referrer instead of by "
	  "tag", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &arguments->registry; return 0;
	case 'k': arguments->key = value; return 0;
	case 'r': arguments->referrer = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a reference is needed"); return 0;
	case ARGP_KEY_END:
		if (!arguments->key)
			argp_error(state, "--key is needed");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* Signs into the store, beside the signatures that are there by tag, and names it. */
static int make(const struct arguments *arguments, struct store *store, const struct key *key,
		const struct descriptor *manifest, struct descriptor *ret_signatures,
		struct err *err)
{
	struct ref name = arguments->ref;
	struct descriptor before;
	struct err none = ERR_INIT;
	char identity[REF_TEXT_MAX], text[REF_TEXT_MAX];
	struct signature_request request = {
		.identity = identity, .manifest = manifest, .referrer = arguments->referrer,
	};
	int ret = signature_tag(&manifest->digest, name.tag, err);

	snprintf(identity, sizeof(identity), "%s%s%s", name.host, *name.host ? "/" : "", name.repo);
	name.digest[0] = '\0';
	local_name(&name, text);
	if (!request.referrer && store_find(store, text, &before, &none) == 0)
		request.before = &before;
	if (!ret)
		ret = signature_make(store, &request, key, ret_signatures, err);
	if (!ret && request.referrer)
		ret = signature_referrer_tag(&manifest->digest, &ret_signatures->digest, name.tag,
					     err);
	local_name(&name, text);
	return ret ? ret : store_tag(store, text, ret_signatures, err);
}

static int sign_layout(const struct arguments *arguments, struct store *store,
		       const struct key *key, struct descriptor *ret_manifest, struct err *err)
{
	struct descriptor signatures;
	int ret = local_find(store, &arguments->ref, ret_manifest, err);

	return ret ? ret : make(arguments, store, key, ret_manifest, &signatures, err);
}

/* Signs what the registry has now under the reference, and uploads the signature. */
static int sign_remote(const struct arguments *arguments, struct store *store,
		       const struct key *key, struct descriptor *ret_manifest, struct err *err)
{
	const struct ref *ref = &arguments->ref;
	struct descriptor signatures;
	struct registry *registry;
	int ret = registry_open(ref, &arguments->registry, true, &registry, err);

	if (ret)
		return ret;
	ret = registry_head_manifest(registry, ref->digest[0] ? ref->digest : ref->tag,
				     ret_manifest, err);
	if (!ret && !arguments->referrer) /* those of others stay */
		ret = signature_fetch(registry, ref, &ret_manifest->digest, store, err);
	if (!ret)
		ret = make(arguments, store, key, ret_manifest, &signatures, err);
	if (!ret)
		ret = signature_push(registry, store, &signatures, ret_manifest,
				     arguments->referrer, err);
	registry_free(registry);
	return ret;
}

static int sign(const struct arguments *arguments, const struct key *key, struct err *err)
{
	bool layout = arguments->ref.kind == REF_LAYOUT;
	struct descriptor manifest;
	struct store *store;
	int ret = local_open(&arguments->ref, STORE_WRITE, &store, err);

	if (ret)
		return ret;
	ret = (layout ? sign_layout : sign_remote)(arguments, store, key, &manifest, err);
	if (!ret && !arguments->registry.quiet)
		printf("signed %s\n", manifest.digest.text);
	store_free(store);
	return ret;
}

int cmd_sign(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "--key FILE REF",
		"Sign the artifact that a reference names in a registry or layout.\vSigns its "
		"digest in the simple signing format, for 'cosign verify --key' and 'wasm-bpf "
		"run --verify-key'. The password of an encrypted key comes from "
		"COSIGN_PASSWORD, or the command asks for it.",
		children, NULL, NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct key *key;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = key_load_private(arguments.key, &key, err);
	if (ret)
		return ret;
	ret = sign(&arguments, key, err);
	key_free(key);
	return ret;
}
