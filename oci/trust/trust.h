/* SPDX-License-Identifier: MIT */
/* Whether an artifact may run: the machine's policy, and a key asked for by hand. */
#ifndef TRUST_TRUST_H
#define TRUST_TRUST_H

#include <argp.h>
#include <stdbool.h>

#include "format/digest.h"
#include "format/ref.h"

struct err;
struct registry_options;
struct store;
struct trust;

struct trust_options {
	const char *policy;     /* a file, or null for the machine's */
	const char *verify_key; /* a public key that must have signed, or null */
};

/* For the children of a command's argp: takes a struct trust_options as input. */
extern const struct argp trust_argp;

/* Free with trust_free(). 0 or -errno. */
int trust_open(const struct trust_options *options, struct trust **ret_trust, struct err *err);
void trust_free(struct trust *trust);

/* Whether anything is asked for at all. */
bool trust_restricts(const struct trust *trust);

/* Whether there is any use in asking the place that `ref` points to. 0 or -EACCES. */
int trust_check_place(const struct trust *trust, const struct ref *ref, struct err *err);

/* Whether whoever signed it may also give compiled code, which is not sandboxed: the policy says
 * so, or `by_key` lets the owner of the key that was asked for by hand. After trust_check(). */
bool trust_has_code(const struct trust *trust, const struct ref *ref, const struct digest *digest,
		    const struct store *store, bool by_key);

/* Whether content found there may run. The signatures that `store` has count; where they
 * are not enough, also those in the registry of `ref`, which are put into the store,
 * unless `remote` is null. 0; -EACCES, -ENOKEY or -EKEYREJECTED with what would allow it;
 * -errno. */
int trust_check(const struct trust *trust, const struct ref *ref, const struct digest *digest,
		struct store *store, const struct registry_options *remote, struct err *err);

#endif
