/* SPDX-License-Identifier: MIT */
/* What the files of the registry share. */
#ifndef REGISTRY_PRIVATE_H
#define REGISTRY_PRIVATE_H

#include "registry/registry.h"

struct auth;

enum { REGISTRY_BASE_MAX = sizeof("https:///v2/") + REF_HOST_MAX + REF_REPO_MAX };

struct registry {
	const struct ref *ref;
	struct registry_options options;
	struct http *http;
	struct auth *auth;
	char base[REGISTRY_BASE_MAX];        /* "https://host/v2" */
	char scope[REF_REPO_MAX + 40]; /* what tokens are asked for */
};

enum { REGISTRY_URL_MAX = REGISTRY_BASE_MAX + 256 };

/* Writes the URL of something in the repository: "blobs/", "sha256:..." */
void registry_url(const struct registry *registry, const char *what, const char *name,
		  char url[static REGISTRY_URL_MAX]);

/* Sends a request, and again when the registry asked who it is from. As http_perform(). */
int registry_send(struct registry *registry, struct http_request *request,
		  struct http_response *ret_response, struct err *err);

/* Makes an error of an answer that is none of those wanted: what was to be done, the
 * status, the registry's own words. Returns -EACCES, -ENOENT, -EBUSY or -EIO. */
int registry_error(const struct registry *registry, const struct http_response *response,
		   const char *what, struct err *err);

#endif
