// SPDX-License-Identifier: MIT
/* wasm-bpf sign: a signature on an artifact, as `cosign verify` takes it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/err.h"
#include "transfer/local.h"
#include "trust/key.h"
#include "trust/signature.h"
#include "trust/signature_remote.h"
#include "trust/signed_file.h"

enum { SIGNATURE_FORMS = SIGNATURE_BUNDLE + 1 };

struct arguments {
	struct registry_options registry;
	struct ref ref;
	const char *key;
	const char *file; /* to sign instead of an artifact */
	bool forms[SIGNATURE_FORMS]; /* none: what the registry can do */
};

/* What is signed, with what, and where signatures are kept. */
struct signing {
	const struct ref *ref;
	const struct key *key;
	struct store *store;
	struct descriptor manifest;
};

static const struct argp_option options[] = {
	{ "key", 'k', "FILE", 0, "Sign with this private key, from cosign or in PEM", 0 },
	{ "format", 'f', "FORM", 0,
	  "bundle, for cosign 3, attached as a referrer; or tag, for older versions, too; "
	  "repeatable (tag, and bundle if the registry lists referrers)",
	  0 },
	{ "file", 'F', "FILE", 0,
	  "Sign FILE instead of an artifact; the signature goes to FILE.sig", 0 },
	{ "referrer", 'r', NULL, 0, "Attach the signature as an OCI 1.1 referrer instead of by tag",
	  0 },
	{ 0 },
};

static enum signature_form parse_form(const char *value, struct argp_state *state)
{
	if (strcmp(value, "bundle") == 0)
		return SIGNATURE_BUNDLE;
	if (strcmp(value, "tag") != 0)
		argp_error(state, "--format takes bundle or tag, not '%s'", value);
	return SIGNATURE_TAG;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &arguments->registry; return 0;
	case 'k': arguments->key = value; return 0;
	case 'F':
		arguments->file = value;
		return 0;
	case 'f':
		arguments->forms[parse_form(value, state)] = true;
		return 0;
	case 'r':
		arguments->forms[SIGNATURE_REFERRER] = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_END:
		if (!arguments->key)
			argp_error(state, "--key is needed");
		if ((state->arg_num > 0) == (arguments->file != NULL))
			argp_error(state, arguments->file
						  ? "--file and a reference exclude each other"
						  : "a reference is needed");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* The name of signatures in the store: the tag's, or one of the referrer's own. */
static int name_of(const struct ref *ref, const struct descriptor *manifest,
		   const struct descriptor *referrer, char name[static REF_TEXT_MAX],
		   struct err *err)
{
	struct ref beside = *ref;
	int ret = referrer ? signature_referrer_tag(&manifest->digest, &referrer->digest,
						    beside.tag, err)
			   : signature_tag(&manifest->digest, beside.tag, err);

	beside.digest[0] = '\0';
	local_name(&beside, name);
	return ret;
}

/* Signs into the store, beside the signatures that are there by tag, and names it. */
static int make(const struct signing *signing, enum signature_form form,
		struct descriptor *ret_signatures, struct err *err)
{
	const struct ref *ref = signing->ref;
	bool referrer = form != SIGNATURE_TAG;
	struct descriptor before;
	char identity[REF_TEXT_MAX], name[REF_TEXT_MAX];
	struct signature_request request = {
		.form = form,
		.identity = identity,
		.manifest = &signing->manifest,
	};
	int ret = name_of(ref, &signing->manifest, NULL, name, err);

	snprintf(identity, sizeof(identity), "%s%s%s", ref->host, *ref->host ? "/" : "", ref->repo);
	if (!ret && !referrer && store_find(signing->store, name, &before, NULL) == 0)
		request.before = &before;
	if (!ret)
		ret = signature_make(signing->store, &request, signing->key, ret_signatures, err);
	if (!ret && referrer)
		ret = name_of(ref, &signing->manifest, ret_signatures, name, err);
	return ret ? ret : store_tag(signing->store, name, ret_signatures, err);
}

/* In each form that is asked for; `registry` is null for a layout. */
static int make_all(const struct signing *signing, struct registry *registry,
		    const bool forms[static SIGNATURE_FORMS], struct err *err)
{
	int ret = 0;

	for (int form = 0; !ret && form < SIGNATURE_FORMS; form++) {
		struct descriptor made;

		if (!forms[form])
			continue;
		ret = make(signing, (enum signature_form)form, &made, err);
		if (!ret && registry)
			ret = signature_push(registry, signing->store, &made, &signing->manifest,
					     (enum signature_form)form, err);
	}
	return ret;
}

static int sign_layout(struct signing *signing, const struct arguments *arguments, struct err *err)
{
	bool forms[SIGNATURE_FORMS];
	int ret = local_find(signing->store, signing->ref, &signing->manifest, err);

	memcpy(forms, arguments->forms, sizeof(forms));
	forms[SIGNATURE_TAG] |= !forms[SIGNATURE_REFERRER] && !forms[SIGNATURE_BUNDLE];
	return ret ? ret : make_all(signing, NULL, forms, err);
}

/* Which forms to write: as asked for, else what all tools together can find there. */
static int choose_forms(const struct arguments *arguments, const struct digest *digest,
			struct registry *registry, bool forms[static SIGNATURE_FORMS],
			struct err *err)
{
	int ret = 0;

	memcpy(forms, arguments->forms, sizeof(arguments->forms));
	if (forms[SIGNATURE_TAG] || forms[SIGNATURE_REFERRER] || forms[SIGNATURE_BUNDLE])
		return 0;
	ret = registry_has_referrers(registry, digest, err);
	forms[SIGNATURE_TAG] = true;
	forms[SIGNATURE_BUNDLE] = ret > 0;
	return ret < 0 ? ret : 0;
}

/* Signs what the registry has now under the reference, and uploads the signatures. */
static int sign_remote(struct signing *signing, const struct arguments *arguments, struct err *err)
{
	const struct ref *ref = signing->ref;
	bool forms[SIGNATURE_FORMS] = { false };
	struct registry *registry;
	int ret = registry_open(ref, &arguments->registry, true, &registry, err);

	if (ret)
		return ret;
	ret = registry_head_manifest(registry, ref->digest[0] ? ref->digest : ref->tag,
				     &signing->manifest, err);
	if (!ret)
		ret = choose_forms(arguments, &signing->manifest.digest, registry, forms, err);
	if (!ret && forms[SIGNATURE_TAG]) /* those of others stay */
		ret = signature_fetch(registry, ref, &signing->manifest.digest, signing->store,
				      err);
	if (!ret)
		ret = make_all(signing, registry, forms, err);
	registry_free(registry);
	return ret;
}

static int sign(const struct arguments *arguments, const struct key *key, struct err *err)
{
	bool layout = arguments->ref.kind == REF_LAYOUT;
	struct signing signing = { .ref = &arguments->ref, .key = key };
	int ret = local_open(&arguments->ref, STORE_WRITE, &signing.store, err);

	if (ret)
		return ret;
	ret = (layout ? sign_layout : sign_remote)(&signing, arguments, err);
	if (!ret && !arguments->registry.quiet)
		printf("signed %s\n", signing.manifest.digest.text);
	if (ret)
		store_abandon(signing.store);
	store_free(signing.store);
	return ret;
}

int cmd_sign(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options,
		parse,
		"--key FILE REF\n--key FILE --file FILE",
		"Sign the artifact that a reference names in a registry or layout.\vSigns its "
		"digest, for 'cosign verify --key' and 'wasm-bpf run --verify-key'. With --file, signs any "
		"file, for 'wasm-bpf verify --file' and 'cosign verify-blob'. The password "
		"of an encrypted key comes from COSIGN_PASSWORD, or the command asks for it.",
		children,
		NULL,
		NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct key *key;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.file)
		return signed_file_sign(arguments.file, arguments.key, err);
	ret = key_load_private(arguments.key, &key, err);
	if (ret)
		return ret;
	ret = sign(&arguments, key, err);
	key_free(key);
	return ret;
}
