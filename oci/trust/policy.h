/* SPDX-License-Identifier: MIT */
/*
 * Policy: which artifacts a machine runs, as the section [artifacts] of a policy file
 * says. Without that section every artifact may run; with it, only what a rule allows.
 *
 *	[artifacts]
 *	allow sha256:<hex>				this very artifact
 *	allow ghcr.io					everything in a registry
 *	allow ghcr.io/acme/trace*			repositories; * is any text
 *	allow [::1]:5000/acme				the brackets are those of the address
 *	allow ghcr.io/acme/trace* signed-by acme.pub	...if this key signed them
 *	allow ghcr.io/acme/trace* signed-by acme.pub compiled	...with the code beside them
 *
 * A key's path is relative to the policy's folder. '#' begins a comment.
 */
#ifndef TRUST_POLICY_H
#define TRUST_POLICY_H

#include <stdbool.h>

#include "format/digest.h"
#include "format/ref.h"

struct err;
struct policy;
struct store;

/* Reads a policy file (lib/policy_file.h), the default one where `path` is null. The result is
 * null where nothing restricts artifacts. 0, or -EINVAL with the line, -errno. */
int policy_load(const char *path, struct policy **ret_policy, struct err *err);
void policy_free(struct policy *policy);

/* Whether anything from where `ref` points could be allowed: asked before that place is.
 * 0, or -EACCES with what would allow it. A null policy allows all. */
int policy_check_place(const struct policy *policy, const struct ref *ref, struct err *err);

/* Whether whoever signed this content may have compiled it, too: a rule says "compiled" behind the
 * key. */
bool policy_trusts_code(const struct policy *policy, const struct ref *ref,
			const struct digest *digest, const struct store *store);

/* Whether this content, found there, may run; signatures are looked for in `store`. 0;
 * or -EACCES, or -ENOKEY or -EKEYREJECTED where only a signature is missing. */
int policy_check(const struct policy *policy, const struct ref *ref,
		 const struct digest *digest, const struct store *store, struct err *err);

#endif
