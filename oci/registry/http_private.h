/* SPDX-License-Identifier: MIT */
/* One transfer of a request: what http.c asks of libcurl. */
#ifndef REGISTRY_HTTP_PRIVATE_H
#define REGISTRY_HTTP_PRIVATE_H

#include <curl/curl.h>
#include <time.h>

#include "registry/http.h"

enum {
	HTTP_HEADERS_MAX = 64 * 1024,
	HTTP_ERROR_BODY_MAX = 64 * 1024, /* of an answer that is no success */
};

struct http {
	struct http_options options;
	CURL *curl;
	char reason[CURL_ERROR_SIZE]; /* in libcurl's words */
};

struct transfer {
	struct http *http;
	const struct http_request *request;
	struct http_response *response;
	struct err *err;
	const char *url; /* the request's, or where it was redirected to */
	char *before;    /* what redirected there, or null */
	bool authorized; /* whether the credential goes there */
	uint64_t at;     /* bytes that the sink has */
	uint64_t sent;   /* bytes of our body that libcurl took */
	bool began;      /* a byte for the sink has come */
	curl_off_t moved; /* bytes in both directions, when progress was last made */
	time_t moved_at;
	bool failed;     /* on our side, not the server's: `err` says why */
};

/* Sends the request to `url` and takes the answer. 0 whatever its status, or -errno
 * as http_perform() says. */
int transfer_run(struct transfer *transfer);

#endif
