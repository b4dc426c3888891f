// SPDX-License-Identifier: MIT
/* One request to one server, by libcurl. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"
#include "registry/authorities.h"
#include "registry/http_private.h"
#include "registry/passage.h"
#include "registry/progress.h"
#include "registry/url.h"

enum {
	CHUNK = 128 * 1024, /* that libcurl reads and writes at once */
	CONNECT_MAX = 10,   /* seconds */
	SLOWEST = 1024,     /* bytes a second; fewer are no progress */
};

/* --- what libcurl hands over ------------------------------------------------- */

static long status_of(const struct transfer *transfer)
{
	long status = 0;

	curl_easy_getinfo(transfer->http->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t on_header(char *data, size_t one, size_t size, void *arg)
{
	struct transfer *transfer = arg;
	struct buf *headers = &transfer->response->headers;
	size_t len = size;

	(void)one;
	if (size >= 5 && strncmp(data, "HTTP/", 5) == 0) /* a new answer, say after 100 */
		buf_release(headers);
	while (len && (data[len - 1] == '\n' || data[len - 1] == '\r'))
		len--;
	buf_printf(headers, "%.*s\n", (int)len, data);
	if (!headers->error)
		return size;
	transfer->failed = true;
	err_set(transfer->err, EFBIG, "the headers of an answer are larger than %d bytes",
		HTTP_HEADERS_MAX);
	return 0;
}

/* Where a success's first byte goes: on from `at`, or from the start. */
static int sink_begin(struct transfer *transfer, long status)
{
	const struct http_sink *sink = transfer->request->sink;
	unsigned long long from = 0;
	char range[80];

	transfer->began = true;
	if (!transfer->at)
		return 0;
	if (status != 206) {
		transfer->at = 0;
		return sink->restart(sink->arg, transfer->err);
	}
	http_header(transfer->response, "Content-Range", 0, range, sizeof(range));
	if (sscanf(range, "bytes %llu-", &from) != 1 || from != transfer->at)
		return err_set(transfer->err, EPROTO, "sends another part than requested");
	return 0;
}

static int to_sink(struct transfer *transfer, const char *data, size_t size, long status)
{
	const struct http_request *request = transfer->request;
	int ret = transfer->began ? 0 : sink_begin(transfer, status);

	if (ret)
		return ret;
	if (size > request->max - transfer->at)
		return err_set(transfer->err, EFBIG, "sends more than the %llu bytes announced",
			       (unsigned long long)request->max);
	ret = request->sink->write(request->sink->arg, data, size, transfer->err);
	if (ret)
		return ret;
	transfer->at += size;
	progress_set(request->progress, transfer->at);
	return 0;
}

static int to_body(struct transfer *transfer, const char *data, size_t size, long status)
{
	struct buf *body = &transfer->response->body;

	body->max = http_is_success(status) ? transfer->request->max : HTTP_ERROR_BODY_MAX;
	buf_add(body, data, size);
	if (!body->error)
		return 0;
	if (body->error == EFBIG)
		return err_set(transfer->err, EFBIG, "sends more than %zu bytes", body->max);
	return err_set(transfer->err, body->error, "out of memory");
}

static size_t on_body(char *data, size_t one, size_t size, void *arg)
{
	struct transfer *transfer = arg;
	long status = status_of(transfer);
	int ret;

	(void)one;
	if (transfer->request->sink && http_is_success(status))
		ret = to_sink(transfer, data, size, status);
	else
		ret = to_body(transfer, data, size, status);
	transfer->failed = ret < 0;
	return ret < 0 ? 0 : size;
}

static size_t on_upload(char *to, size_t one, size_t room, void *arg)
{
	struct transfer *transfer = arg;
	const struct http_request *request = transfer->request;
	uint64_t left = request->size - transfer->sent;
	ssize_t got = (ssize_t)(left < room * one ? left : room * one);

	if (request->data)
		memcpy(to, (const char *)request->data + transfer->sent, (size_t)got);
	else if (got > 0)
		got = pread(request->fd, to, (size_t)got,
			    (off_t)(request->offset + transfer->sent));
	if (got < 0 || (got == 0 && left)) {
		transfer->failed = true;
		err_set(transfer->err, got ? errno : EIO, "cannot read what to send: %s",
			got ? strerror(errno) : "the file has become shorter");
		return CURL_READFUNC_ABORT;
	}
	transfer->sent += (uint64_t)got;
	if (!request->sink)
		progress_set(request->progress, request->offset + transfer->sent);
	return (size_t)got;
}

/* Called at least once a second: ends what makes no progress. libcurl's own measure is an
 * average, which takes seconds longer to fall. */
static int on_progress(void *arg, curl_off_t all_down, curl_off_t down, curl_off_t all_up,
		       curl_off_t up)
{
	struct transfer *transfer = arg;
	time_t now = time(NULL);

	(void)all_down;
	(void)all_up;
	if (down + up >= transfer->moved + SLOWEST || !transfer->moved_at) {
		transfer->moved = down + up;
		transfer->moved_at = now;
	}
	return now - transfer->moved_at > transfer->http->options.timeout;
}

/* --- one transfer ------------------------------------------------------------- */

static void add_header(struct curl_slist **list, const char *name, const char *value)
{
	struct curl_slist *longer;
	char *line;

	if (!value || asprintf(&line, "%s: %s", name, value) < 0)
		return;
	longer = curl_slist_append(*list, line);
	free(line);
	if (longer)
		*list = longer;
}

static struct curl_slist *make_headers(const struct transfer *transfer)
{
	const struct http_request *request = transfer->request;
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	char range[40];

	if (transfer->authorized)
		add_header(&list, "Authorization", request->authorization);
	add_header(&list, "Accept", request->accept);
	add_header(&list, "Content-Type", request->content_type);
	add_header(&list, "Content-Range", request->content_range);
	if (transfer->at) {
		snprintf(range, sizeof(range), "bytes=%llu-", (unsigned long long)transfer->at);
		add_header(&list, "Range", range);
	}
	return list;
}

/* The method, and the body where it has one. It cannot be wound back: libcurl shall not
 * send it again by itself, after a server has taken a part of it. */
static void set_method(CURL *curl, struct transfer *transfer)
{
	const struct http_request *request = transfer->request;

	if (strcmp(request->method, "HEAD") == 0) {
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
		return;
	}
	if (strcmp(request->method, "GET") == 0)
		return;
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->size);
	curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, (long)CHUNK);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_upload);
	curl_easy_setopt(curl, CURLOPT_READDATA, transfer);
}

static void set_limits(CURL *curl, struct transfer *transfer)
{
	const struct http_request *request = transfer->request;
	long timeout = transfer->http->options.timeout;
	long connect = timeout < CONNECT_MAX ? timeout : CONNECT_MAX;

	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, timeout);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
	if (!request->sink && (request->data || !request->size)) /* nothing large either way */
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout);
}

static void set_up(struct transfer *transfer, struct curl_slist *headers)
{
	struct http *http = transfer->http;
	CURL *curl = http->curl;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "wasm-bpf/" VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->reason);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)CHUNK);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	authorities_set(curl, http->options.ca_file);
	if (url_is_loopback(transfer->url)) /* no proxy leads there */
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	set_method(curl, transfer);
	set_limits(curl, transfer);
}

/* Puts libcurl's failure into our words. */
static int failure(const struct transfer *transfer, CURLcode code)
{
	const char *why = *transfer->http->reason ? transfer->http->reason :
						    curl_easy_strerror(code);
	struct err *err = transfer->err;
	char host[REF_HOST_MAX];

	url_host(transfer->url, host);
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return err_set(err, ECONNREFUSED, "cannot reach '%s': %s", host, why);
	case CURLE_ABORTED_BY_CALLBACK:
		return err_set(err, ETIMEDOUT, "'%s' takes too long: no progress for %u s", host,
			       transfer->http->options.timeout);
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, ETIMEDOUT, "'%s' takes too long: %s", host, why);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		err_set(err, EPROTO, "cannot trust '%s': %s", host, why);
		return err_hint(err, "use --ca-file to trust another authority");
	case CURLE_SSL_CONNECT_ERROR:
		err_set(err, EPROTO, "no TLS with '%s': %s", host, why);
		return err_hint(err, "use --plain-http, or http:// before the host, for plain "
				"HTTP");
	case CURLE_OUT_OF_MEMORY:
		return err_set(err, ENOMEM, "out of memory");
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		return err_set(err, EPROTO, "'%s' does not speak HTTP: %s", host, why);
	default:
		return err_set(err, EIO, "transfer with '%s' failed: %s", host, why);
	}
}

int transfer_run(struct transfer *transfer)
{
	char host[REF_HOST_MAX];
	struct curl_slist *headers;
	CURLcode code;
	int ret = passage_check(&transfer->http->options, transfer->request, transfer->before,
				transfer->url, &transfer->authorized, transfer->err);

	if (ret)
		return ret;
	headers = make_headers(transfer);
	transfer->http->reason[0] = '\0';
	transfer->sent = 0;
	transfer->began = transfer->failed = false;
	transfer->moved = transfer->moved_at = 0;
	buf_release(&transfer->response->headers);
	buf_release(&transfer->response->body);
	set_up(transfer, headers);
	code = curl_easy_perform(transfer->http->curl);
	curl_slist_free_all(headers);
	transfer->response->status = status_of(transfer);
	if (transfer->failed) {
		url_host(transfer->url, host);
		return err_prefix(transfer->err, "'%s'", host);
	}
	return code == CURLE_OK ? 0 : failure(transfer, code);
}

