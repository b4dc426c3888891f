/* SPDX-License-Identifier: MIT */
/*
 * Where a request may go, and what it may carry there. Asked before each transfer, whoever
 * gave the address: the user, a redirect, the Location of an upload, the Link of a list,
 * the realm of a challenge.
 */
#ifndef REGISTRY_PASSAGE_H
#define REGISTRY_PASSAGE_H

#include <stdbool.h>

#include "registry/http.h"

struct err;

/* `before` is the address that redirected to `url`, or null. Sets whether the request's
 * credential goes along: to the server that it is for, and no other. 0, or -EACCES:
 *
 *	no TLS, and neither this machine nor wanted by the user (options)
 *	no TLS where whatever led there had it
 *	a body that is a credential, on its way to another server */
int passage_check(const struct http_options *options, const struct http_request *request,
		  const char *before, const char *url, bool *ret_authorized, struct err *err);

#endif
