/* SPDX-License-Identifier: MIT */
/*
 * How one shows a registry who one is: what its 401 asks for, a password or a token
 * from the server that it names.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
#ifndef REGISTRY_AUTH_H
#define REGISTRY_AUTH_H

#include "registry/credential.h"

struct auth;
struct err;
struct http;
struct http_response;

/* For a repository (or "") of one host[:port], both of which must outlive it. With `user`,
 * that credential and no other is used. Free with auth_free(). 0 or -ENOMEM. */
int auth_new(struct http *http, const char *host, const char *repo, const char *user,
	     const char *secret, struct auth **ret_auth, struct err *err);
void auth_free(struct auth *auth);

/* The value of the header Authorization, or null as long as nobody asked for one. */
const char *auth_header(const struct auth *auth);

/* Does what an answer with status 401 asks for, so that `scope`
 * ("repository:NAME:pull,push") is allowed; the request can then be sent again.
 * 0, -EACCES where nothing is left to try, or -errno. */
int auth_answer(struct auth *auth, const struct http_response *refusal, const char *scope,
		struct err *err);

#endif
