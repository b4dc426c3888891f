/* SPDX-License-Identifier: MIT */
/* What has to be known about URLs that servers send. */
#ifndef REGISTRY_URL_H
#define REGISTRY_URL_H

#include <stdbool.h>

#include "format/ref.h"

struct err;

/* Whether scheme, host and port of both are the same: a credential for one may then
 * be sent to the other. */
bool url_same_origin(const char *a, const char *b);

/* Whether the URL is https. */
bool url_is_secure(const char *url);

/* Whether its host is this machine's loopback. */
bool url_is_loopback(const char *url);

/* The host, with the port where one is written, for messages and comparisons. */
void url_host(const char *url, char host[static REF_HOST_MAX]);

/* What `location`, absolute or relative, means in an answer from `base`: http or
 * https, without user and password. The caller frees it. 0 or -EPROTO, -ENOMEM. */
int url_resolve(const char *base, const char *location, char **ret_url, struct err *err);

/* The URL with "name=value" added to its query, the value escaped. The caller frees it. */
int url_add_query(const char *url, const char *name, const char *value, char **ret_url,
		  struct err *err);

#endif
