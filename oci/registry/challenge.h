/* SPDX-License-Identifier: MIT */
/* What a registry asks for with status 401: WWW-Authenticate, RFC 9110 section 11.6.1. */
#ifndef REGISTRY_CHALLENGE_H
#define REGISTRY_CHALLENGE_H

#include <stdbool.h>

struct err;

enum { CHALLENGE_HEADER_MAX = 16 * 1024 };

/* A token, from where, and for what. */
struct challenge {
	char realm[1024]; /* the URL that gives tokens; empty: not asked for */
	char service[256];
	char scope[1024];
};

/* Those that are understood, of all that an answer holds. */
struct challenges {
	bool basic;              /* a password */
	struct challenge bearer; /* the first that says where tokens come from */
};

/* Adds what one header's value holds: any number of challenges, of any scheme, in any
 * order. What cannot be read is passed over. 0, or -EPROTO where something was. */
int challenge_parse(const char *header, struct challenges *challenges, struct err *err);

#endif
