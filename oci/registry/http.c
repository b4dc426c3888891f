// SPDX-License-Identifier: MIT
/*
 * A request is tried until it is answered; an attempt follows redirects; each step of
 * it is one transfer by libcurl.
 */
#include "registry/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "registry/http_private.h"
#include "registry/url.h"

enum {
	REDIRECTS_MAX = 5,
	BACKOFF = 250,         /* milliseconds before the first retry, doubled each time */
	HEADWAY = 1024 * 1024, /* bytes that make a cut transfer worth all retries again */
};

int http_new(const struct http_options *options, struct http **ret_http, struct err *err)
{
	struct http *http = calloc(1, sizeof(*http));

	if (http)
		http->curl = curl_easy_init();
	if (!http || !http->curl) {
		free(http);
		return err_set(err, ENOMEM, "out of memory");
	}
	http->options = *options;
	*ret_http = http;
	return 0;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	free(http);
}

void http_response_release(struct http_response *response)
{
	buf_release(&response->headers);
	buf_release(&response->body);
	free(response->url);
	response->url = NULL;
}

bool http_header(const struct http_response *response, const char *name, int nth, char *value,
		 size_t room)
{
	size_t len = strlen(name);

	*value = '\0';
	for (const char *line = response->headers.data; line && *line;) {
		const char *end = strchr(line, '\n');

		if (!end)
			break;
		if (strncasecmp(line, name, len) == 0 && line[len] == ':' && nth-- == 0) {
			line += len + 1;
			line += strspn(line, " \t");
			snprintf(value, room, "%.*s", (int)(end - line), line);
			return true;
		}
		line = end + 1;
	}
	return false;
}

/* --- redirects ------------------------------------------------------------------ */

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static int follow(struct transfer *transfer, char **url)
{
	const struct http_response *response = transfer->response;
	char location[8192], *next, host[REF_HOST_MAX];
	bool get = strcmp(transfer->request->method, "GET") == 0 ||
		   strcmp(transfer->request->method, "HEAD") == 0;

	url_host(*url, host);
	if (!http_header(response, "Location", 0, location, sizeof(location)))
		return err_set(transfer->err, EPROTO, "'%s' redirects to nowhere", host);
	if (!get && response->status != 307 && response->status != 308)
		return err_set(transfer->err, EPROTO, "'%s' redirects a %s with status %ld", host,
			       transfer->request->method, response->status);
	if (url_resolve(*url, location, &next, transfer->err) < 0)
		return -transfer->err->code;
	free(transfer->before);
	transfer->before = *url;
	*url = next;
	return 0;
}

/* Tries the request once, through its redirects. */
static int attempt(struct transfer *transfer)
{
	char *url = strdup(transfer->request->url), host[REF_HOST_MAX];
	int ret = url ? 0 : err_set(transfer->err, ENOMEM, "out of memory"), left = REDIRECTS_MAX;

	while (!ret) {
		transfer->url = url;
		ret = transfer_run(transfer);
		if (ret || !is_redirect(transfer->response->status))
			break;
		url_host(url, host);
		ret = left-- ? follow(transfer, &url) :
			       err_set(transfer->err, ELOOP, "'%s' redirects too often", host);
	}
	transfer->url = NULL;
	free(transfer->before);
	transfer->before = NULL;
	free(transfer->response->url);
	transfer->response->url = url;
	return ret;
}

/* --- retries ---------------------------------------------------------------------- */

bool http_may_pass(int ret, long status)
{
	return ret == -EIO || (!ret && (status == 408 || status == 429 || status == 500 ||
					(status >= 502 && status <= 504)));
}

/* Whether the transfer may go better next time. */
static bool is_worth_retrying(const struct transfer *transfer, int ret, uint64_t moved)
{
	if (transfer->failed)
		return false;
	return http_may_pass(ret, transfer->response->status) ||
	       (ret == -ETIMEDOUT && moved >= HEADWAY);
}

int http_pause(struct http *http, unsigned int tries, struct err *err)
{
	curl_off_t asked = 0;
	struct timespec delay;
	long wait;

	clock_gettime(CLOCK_REALTIME, &delay);
	wait = ((long)BACKOFF << tries) + delay.tv_nsec / 1000 % BACKOFF;
	curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &asked);
	if (asked > http->options.timeout)
		return err_set(err, EBUSY, "the server asks to come back in %lld seconds",
			       (long long)asked);
	if (asked > 0)
		wait = (long)asked * 1000;
	delay = (struct timespec){ .tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000 };
	nanosleep(&delay, NULL);
	return 0;
}

/* A success that ended early without anybody saying so. */
static int check_whole(const struct transfer *transfer, int ret)
{
	const struct http_request *request = transfer->request;
	char host[REF_HOST_MAX];

	if (ret || !request->sink || !http_is_success(transfer->response->status) ||
	    transfer->at == request->max)
		return ret;
	url_host(transfer->response->url, host);
	return err_set(transfer->err, EIO, "'%s' sent %llu of %llu bytes", host,
		       (unsigned long long)transfer->at, (unsigned long long)request->max);
}

/* Where a server does not give the part that is missing. */
static int start_anew(struct transfer *transfer)
{
	const struct http_sink *sink = transfer->request->sink;

	transfer->at = 0;
	return sink->restart(sink->arg, transfer->err);
}

int http_perform(struct http *http, const struct http_request *request,
		 struct http_response *ret_response, struct err *err)
{
	struct transfer transfer = {
		.http = http, .request = request, .response = ret_response, .err = err,
		.at = request->from,
	};
	unsigned int tries = 0;
	bool resumed;
	uint64_t headway = request->from, moved;
	int ret;

	*ret_response = (struct http_response){ .headers = BUF_INIT(HTTP_HEADERS_MAX),
						.body = BUF_INIT(HTTP_ERROR_BODY_MAX) };
	for (;;) {
		resumed = transfer.at > 0;
		ret = check_whole(&transfer, attempt(&transfer));
		if (!ret && ret_response->status == 416 && resumed) {
			ret = start_anew(&transfer);
			if (ret)
				return ret;
			continue;
		}
		moved = transfer.at > headway ? transfer.at - headway : 0;
		headway += moved;
		if (moved >= HEADWAY)
			tries = 0;
		if (request->once || tries == http->options.retries ||
		    !is_worth_retrying(&transfer, ret, moved))
			return ret;
		ret = http_pause(http, tries++, err);
		if (ret)
			return ret;
	}
}
