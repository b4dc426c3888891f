/* SPDX-License-Identifier: MIT */
/*
 * Who one is for a registry. Looked up in this order:
 *
 *	$XDG_CONFIG_HOME/wasm-bpf/auth.json	what `login` wrote, mode 0600
 *	$DOCKER_CONFIG/config.json		docker's, by default ~/.docker/config.json,
 *						and the credential helpers that it names
 *
 * Both have docker's format: {"auths": {"host": {"auth": base64 of "user:secret"}}}, with
 * podman's addition that a key may be "host/namespace": the longest that fits counts.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
#ifndef REGISTRY_CREDENTIAL_H
#define REGISTRY_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "format/ref.h"

struct err;

/* Zeroed: none. */
struct credential {
	char *user;
	char *secret;
	char *identity; /* rather than both: a token that gives tokens */
	char *token;    /* rather than all: a token as registries take it */
};

/* Wipes and frees. */
void credential_release(struct credential *credential);

static inline bool credential_is_none(const struct credential *credential)
{
	return !credential->user && !credential->identity && !credential->token;
}

/* Looks up a repository (or "") of a host[:port]. 0, also where there is none for it, or
 * -errno: EINVAL for a file that is no such JSON, EIO for a helper that fails. */
int credential_find(const char *host, const char *repo, struct credential *ret_credential,
		    struct err *err);

/* Keeps a credential in our own file; takes it out (-ENOENT where it is not there). */
int credential_store(const char *host, const char *user, const char *secret, struct err *err);
int credential_erase(const char *host, struct err *err);

/* A program to ask, docker-credential-NAME, and what for. */
struct helper {
	char name[64]; /* empty: none */
	char server[REF_HOST_MAX + REF_REPO_MAX];
};

/* What one file's JSON says of a repository: a credential, the helper to ask first, both,
 * or neither. 0 or -EINVAL. */
int credential_parse(const char *json, size_t size, const char *host, const char *repo,
		     struct credential *ret_credential, struct helper *ret_helper, struct err *err);

/* Asks a helper. 0, also where it knows none, or -EIO. */
int credential_ask_helper(const struct helper *helper, struct credential *ret_credential,
			  struct err *err);

#endif
