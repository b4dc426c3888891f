// SPDX-License-Identifier: MIT
#include "trust/policy.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/policy_file.h"
#include "trust/key.h"
#include "trust/signature.h"

#define BLANKS " \t\r"

struct rule {
	char *what;       /* a digest, a host, or a pattern of repositories, */
	char *pattern;    /* and as fnmatch() takes it */
	char *key_path;   /* as written, or null */
	struct key *key;
	bool compiled;    /* its owner may give code, which is not sandboxed */
	unsigned int line;
};

struct policy {
	char *path;
	struct rule *rules;
	size_t count;
};

/* --- reading -------------------------------------------------------------------- */

/* The path of a key, which is relative to the policy's folder. */
static int load_key(const struct policy *policy, struct rule *rule, struct err *err)
{
	const char *slash = strrchr(policy->path, '/');
	int folder = slash && rule->key_path[0] != '/' ? (int)(slash - policy->path) + 1 : 0, ret;
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%.*s%s", folder, policy->path, rule->key_path) >=
	    (int)sizeof(path))
		return policy_file_error(policy->path, rule->line,
					 "the key's path is too long", err);
	ret = key_load_public(path, &rule->key, err);
	return ret ? err_prefix(err, "'%s', line %u", policy->path, rule->line) : 0;
}

/* A pattern in which the brackets of an IPv6 address are no set. */
static char *make_pattern(const char *what)
{
	size_t address = *what == '[' ? strspn(what + 1, "0123456789abcdef:.*") : 0;
	char *pattern = NULL;

	if (!address || what[1 + address] != ']' || !memchr(what, ':', address))
		return strdup(what);
	if (asprintf(&pattern, "\\[%.*s\\]%s", (int)address, what + 1, what + 2 + address) < 0)
		return NULL;
	return pattern;
}

/* "allow WHAT [signed-by FILE [compiled]]" */
static int parse_rule(void *context, char *text, unsigned int line, struct err *err)
{
	struct policy *policy = context;
	char *save, *verb = strtok_r(text, BLANKS, &save), *what = strtok_r(NULL, BLANKS, &save);
	char *by = strtok_r(NULL, BLANKS, &save), *file = strtok_r(NULL, BLANKS, &save);
	const char *compiled = strtok_r(NULL, BLANKS, &save);
	struct rule *rules, *rule;

	if (strcmp(verb, "allow") != 0 || !what || (by && strcmp(by, "signed-by") != 0) ||
	    (by && !file) || (compiled && strcmp(compiled, "compiled") != 0) ||
	    strtok_r(NULL, BLANKS, &save))
		return policy_file_error(policy->path, line,
					 "a rule is 'allow WHAT [signed-by FILE [compiled]]'", err);
	rules = reallocarray(policy->rules, policy->count + 1, sizeof(*rules));
	if (!rules)
		return err_set(err, ENOMEM, "cannot read '%s': %s", policy->path, strerror(ENOMEM));
	policy->rules = rules;
	rule = &rules[policy->count++];
	*rule = (struct rule){
		.what = strdup(what),
		.pattern = make_pattern(what),
		.key_path = file ? strdup(file) : NULL,
		.compiled = compiled != NULL,
		.line = line,
	};
	if (!rule->what || !rule->pattern || (file && !rule->key_path))
		return err_set(err, ENOMEM, "cannot read '%s': %s", policy->path, strerror(ENOMEM));
	return file ? load_key(policy, rule, err) : 0;
}

int policy_load(const char *path, struct policy **ret_policy, struct err *err)
{
	struct policy *policy = calloc(1, sizeof(*policy));
	unsigned int sections = 0;
	int ret;

	*ret_policy = NULL;
	if (policy)
		policy->path = strdup(path ? path : POLICY_DEFAULT);
	if (!policy || !policy->path)
		ret = err_set(err, ENOMEM, "cannot read the policy: %s", strerror(ENOMEM));
	else
		ret = policy_file_read(path, POLICY_ARTIFACTS, parse_rule, policy, &sections, err);
	if (ret || !(sections & POLICY_ARTIFACTS)) {
		policy_free(policy);
		return ret;
	}
	*ret_policy = policy;
	return 0;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->count; i++) {
		free(policy->rules[i].what);
		free(policy->rules[i].pattern);
		free(policy->rules[i].key_path);
		key_free(policy->rules[i].key);
	}
	free(policy->rules);
	free(policy->path);
	free(policy);
}

/* --- asking ----------------------------------------------------------------------- */

static bool is_digest(const struct rule *rule)
{
	struct digest digest;

	return digest_parse(rule->what, &digest, NULL) == 0;
}

/* Where an artifact is, as rules name it: "host/repo" or "oci:DIR". */
static void place_of(const struct ref *ref, char place[static REF_TEXT_MAX])
{
	if (ref->kind == REF_LAYOUT)
		snprintf(place, REF_TEXT_MAX, "oci:%s", ref->dir);
	else
		snprintf(place, REF_TEXT_MAX, "%s/%s", ref->host, ref->repo);
}

static bool is_from(const struct rule *rule, const struct ref *ref)
{
	char place[REF_TEXT_MAX];

	place_of(ref, place);
	if (ref->kind == REF_REGISTRY && !strchr(rule->what, '/') &&
	    fnmatch(rule->pattern, ref->host, 0) == 0)
		return true;
	return fnmatch(rule->pattern, place, 0) == 0;
}

static int refuse(const struct policy *policy, const struct ref *ref, const char *digest,
		  struct err *err)
{
	char place[REF_TEXT_MAX];

	place_of(ref, place);
	err_set(err, EACCES, "no rule in '%s' allows '%.300s'", policy->path, place);
	return err_hint(err, "'allow %.200s'%s%s%s in its section [artifacts] would allow it",
			place, *digest ? " or 'allow " : "", digest, *digest ? "'" : "");
}

int policy_check_place(const struct policy *policy, const struct ref *ref, struct err *err)
{
	if (!policy)
		return 0;
	for (size_t i = 0; i < policy->count; i++)
		if (is_from(&policy->rules[i], ref) || is_digest(&policy->rules[i]))
			return 0;
	return refuse(policy, ref, ref->digest, err);
}

/* Whether a rule that is about this place is content with the signatures there are. */
static int check_signed(const struct policy *policy, const struct rule *rule,
			const struct ref *ref, const struct digest *digest,
			const struct store *store, struct err *err)
{
	char place[REF_TEXT_MAX];
	int ret = signature_check(store, digest, rule->key, err);

	if (ret != -ENOKEY && ret != -EKEYREJECTED)
		return ret;
	place_of(ref, place);
	err_set(err, -ret, "'%.300s' (%s) has no signature by '%s', which line %u of '%s' "
		"requires",
		place, digest->text, rule->key_path, rule->line, policy->path);
	return err_hint(err, "ask the owner of that key to run 'wasm-bpf sign', or add a rule "
			"'allow %s'", digest->text);
}

bool policy_trusts_code(const struct policy *policy, const struct ref *ref,
			const struct digest *digest, const struct store *store)
{
	for (size_t i = 0; policy && i < policy->count; i++) {
		const struct rule *rule = &policy->rules[i];

		if (rule->compiled && is_from(rule, ref) &&
		    check_signed(policy, rule, ref, digest, store, NULL) == 0)
			return true;
	}
	return false;
}

int policy_check(const struct policy *policy, const struct ref *ref,
		 const struct digest *digest, const struct store *store, struct err *err)
{
	int ret = -EACCES;

	if (!policy)
		return 0;
	for (size_t i = 0; i < policy->count; i++) {
		const struct rule *rule = &policy->rules[i];

		if (strcmp(rule->what, digest->text) != 0 && !is_from(rule, ref))
			continue;
		ret = rule->key ? check_signed(policy, rule, ref, digest, store, err) : 0;
		if (!ret)
			return 0;
	}
	return ret == -EACCES ? refuse(policy, ref, digest->text, err) : ret;
}
