/* SPDX-License-Identifier: MIT */
/*
 * HTTP 1.1 and 2 as registries need it: TLS verified, time-outs, sizes capped,
 * redirects that take no credential along, retries with backoff, and downloads that
 * go on where they were cut.
 */
#ifndef REGISTRY_HTTP_H
#define REGISTRY_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

struct err;
struct http;
struct progress;

struct http_options {
	const char *ca_file;  /* certificates to trust instead of the system's, or null */
	bool plain_http;      /* http without TLS also beyond loopback */
	unsigned int timeout; /* seconds: to connect, for a small answer, without progress */
	unsigned int retries; /* of a request that failed in passing */
};

enum { HTTP_TIMEOUT = 30, HTTP_RETRIES = 4 };

/* Where the body of a download goes. Both return 0 or -errno with the reason. */
struct http_sink {
	void *arg;
	int (*restart)(void *arg, struct err *err); /* the bytes come again from the first */
	int (*write)(void *arg, const void *data, size_t size, struct err *err);
};

struct http_request {
	const char *method;
	const char *url;
	const char *by; /* whose word led to this URL, or null: TLS there is TLS here */
	const char *authorization; /* value of the header, or null; goes to the origin of */
	const char *authorization_for; /* this URL, and no other; null: of `url` */
	const char *accept;        /* likewise, or null */
	const char *content_type;
	const char *content_range; /* of a piece of an upload, or null */

	const void *data; /* body in memory, */
	int fd;           /* or, where `data` is null, in a file */
	uint64_t offset;  /* where it starts in the file */
	uint64_t size;    /* bytes of body */
	bool secret; /* the body is a credential: it goes to the origin of `url` alone */

	const struct http_sink *sink; /* takes the body of a success; null: http_response.body */
	uint64_t from;                /* bytes that the sink has: the download goes on there */
	uint64_t max;                 /* bytes of the answer: at most, or with a sink just that */

	struct progress *progress; /* of body or sink, or null */
	bool once;                 /* no retries: the caller has its own way */
};

struct http_response {
	long status;
	struct buf headers; /* "Name: value\n" each */
	struct buf body;    /* what no sink took */
	char *url;          /* that answered, after redirects */
};

/* Free with http_free(). 0, or -ENOMEM. The options' strings must outlive it. */
int http_new(const struct http_options *options, struct http **ret_http, struct err *err);
void http_free(struct http *http);

/* Carries out a request. 0 with the answer, whatever its status; -errno where there
 * was none: ECONNREFUSED (nobody there), EPROTO (TLS, or nonsense), ETIMEDOUT, EFBIG,
 * EIO (cut off), EACCES (what would go out unprotected), or the sink's own.
 * http_response_release() in any case. */
int http_perform(struct http *http, const struct http_request *request,
		 struct http_response *ret_response, struct err *err);

/* For callers with their own way to try again: whether what http_perform() returned, or
 * the status, is a failure that may pass; and the pause before the next try (from 0 on),
 * as the last answer asks for or longer each time. -EBUSY where it asks for more than the
 * time-out. */
bool http_may_pass(int ret, long status);
int http_pause(struct http *http, unsigned int tries, struct err *err);

void http_response_release(struct http_response *response);

/* Whether a text can be a token in a header: printable, and no blanks. */
static inline bool http_is_token(const char *text)
{
	size_t len = 0;

	while (text[len] > ' ' && text[len] < 0x7f)
		len++;
	return len && !text[len];
}

static inline bool http_is_success(long status)
{
	return status >= 200 && status < 300;
}

/* The value of a header into `value`, cut to fit; false and "" where there is none.
 * `nth` counts from 0 among headers of one name. */
bool http_header(const struct http_response *response, const char *name, int nth, char *value,
		 size_t room);

#endif
