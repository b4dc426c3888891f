/* SPDX-License-Identifier: MIT */
/*
 * Who one is for a registry. Looked up in this order:
 *
 *	$XDG_CONFIG_HOME/wasm-bpf/auth.json	what `login` wrote, mode 0600
 *	$DOCKER_CONFIG/config.json		docker's, by default ~/.docker/config.json,
 *						and the credential helpers that it names
 *
 * Both have docker's format: {"auths": {"host": {"auth": base64 of "user:secret"}}}.
 */
#ifndef REGISTRY_CREDENTIAL_H
#define REGISTRY_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Zeroed: none. */
struct credential {
	char *user;
	char *secret;
	char *identity; /* in place of both: a token that gives tokens */
};

/* Wipes and frees. */
void credential_release(struct credential *credential);

static inline bool credential_is_none(const struct credential *credential)
{
	return !credential->user && !credential->identity;
}

/* Looks a host[:port] up. 0, also where there is none for it, or -errno: EINVAL for a
 * file that is no such JSON, EIO for a helper that fails. */
int credential_find(const char *host, struct credential *ret_credential, struct err *err);

/* Keeps a credential in our own file; takes it out (-ENOENT where it is not there). */
int credential_store(const char *host, const char *user, const char *secret, struct err *err);
int credential_erase(const char *host, struct err *err);

enum { HELPER_NAME_MAX = 64 };

/* What one file's JSON says of a host: a credential, or the name of a helper to ask in
 * `ret_helper` (else empty), or neither. 0 or -EINVAL. */
int credential_parse(const char *json, size_t size, const char *host,
		     struct credential *ret_credential, char ret_helper[static HELPER_NAME_MAX],
		     struct err *err);

/* Asks docker-credential-NAME. 0, also where it knows none, or -EIO. */
int credential_ask_helper(const char *name, const char *host,
			  struct credential *ret_credential, struct err *err);

#endif
