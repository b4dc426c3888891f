// SPDX-License-Identifier: MIT
#include "trust/trust.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/policy_file.h"
#include "registry/registry.h"
#include "trust/key.h"
#include "trust/policy.h"
#include "trust/signature.h"
#include "trust/signature_remote.h"

struct trust {
	struct policy *policy; /* null: no restriction */
	struct key *key;       /* null: none asked for */
	const char *key_path;
};

static const struct argp_option option_table[] = {
	{ "policy", 'P', "FILE", 0, "Accept only what FILE allows (" POLICY_DEFAULT ")", 0 },
	{ "verify-key", 'k', "FILE", 0, "Accept only what this public key has signed", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct trust_options *trust = state->input;

	switch (key) {
	case 'P': trust->policy = value; return 0;
	case 'k': trust->verify_key = value; return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

const struct argp trust_argp = { option_table, parse, NULL, NULL, NULL, NULL, NULL };

int trust_open(const struct trust_options *options, struct trust **ret_trust, struct err *err)
{
	struct trust *trust = calloc(1, sizeof(*trust));
	int ret;

	if (!trust)
		return err_set(err, ENOMEM, "cannot read the policy");
	ret = policy_load(options->policy, &trust->policy, err);
	if (!ret && options->verify_key)
		ret = key_load_public(options->verify_key, &trust->key, err);
	if (ret) {
		trust_free(trust);
		return ret;
	}
	trust->key_path = options->verify_key;
	*ret_trust = trust;
	return 0;
}

void trust_free(struct trust *trust)
{
	if (!trust)
		return;
	policy_free(trust->policy);
	key_free(trust->key);
	free(trust);
}

bool trust_restricts(const struct trust *trust)
{
	return trust->policy || trust->key;
}

int trust_check_place(const struct trust *trust, const struct ref *ref, struct err *err)
{
	return policy_check_place(trust->policy, ref, err);
}

static int check_key(const struct trust *trust, const struct ref *ref,
		     const struct digest *digest, const struct store *store, struct err *err)
{
	char text[REF_TEXT_MAX];
	int ret = trust->key ? signature_check(store, digest, trust->key, err) : 0;

	if (ret != -ENOKEY && ret != -EKEYREJECTED)
		return ret;
	ref_format(ref, text);
	err_set(err, -ret, "'%.400s' (%s) has no signature by '%.200s'", text, digest->text,
		trust->key_path);
	return err_hint(err, "use 'wasm-bpf sign' with the private key to make one");
}

/* With the signatures that the store has. */
static int check(const struct trust *trust, const struct ref *ref, const struct digest *digest,
		 const struct store *store, struct err *err)
{
	int ret = check_key(trust, ref, digest, store, err);

	return ret ? ret : policy_check(trust->policy, ref, digest, store, err);
}

static int fetch(const struct ref *ref, const struct digest *digest, struct store *store,
		 const struct registry_options *remote, struct err *err)
{
	struct registry *registry;
	int ret = registry_open(ref, remote, false, &registry, err);

	if (ret)
		return ret;
	ret = signature_fetch(registry, ref, digest, store, err);
	registry_free(registry);
	return ret ? err_prefix(err, "cannot fetch signatures") : 0;
}

int trust_check(const struct trust *trust, const struct ref *ref, const struct digest *digest,
		struct store *store, const struct registry_options *remote, struct err *err)
{
	int ret = check(trust, ref, digest, store, err);

	if (!remote || ref->kind != REF_REGISTRY || (ret != -ENOKEY && ret != -EKEYREJECTED))
		return ret;
	ret = fetch(ref, digest, store, remote, err);
	return ret ? ret : check(trust, ref, digest, store, err);
}

bool trust_has_code(const struct trust *trust, const struct ref *ref, const struct digest *digest,
		    const struct store *store, bool by_key)
{
	if (trust->key && by_key && signature_check(store, digest, trust->key, NULL) == 0)
		return true;
	return policy_trusts_code(trust->policy, ref, digest, store);
}
