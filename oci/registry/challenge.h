/* SPDX-License-Identifier: MIT */
/* What a registry asks for with status 401: WWW-Authenticate, RFC 9110 section 11.6.1. */
#ifndef REGISTRY_CHALLENGE_H
#define REGISTRY_CHALLENGE_H

struct err;

enum challenge_kind { CHALLENGE_NONE, CHALLENGE_BASIC, CHALLENGE_BEARER };

struct challenge {
	enum challenge_kind kind;
	char realm[1024]; /* of a bearer: the URL that gives tokens */
	char service[256];
	char scope[1024];
};

/* Takes the challenge that is understood out of a header's value, which may hold
 * several: a bearer token rather than a password. Kind NONE where there is neither.
 * 0, or -EPROTO for what is no such header or does not fit. */
int challenge_parse(const char *header, struct challenge *ret_challenge, struct err *err);

#endif
