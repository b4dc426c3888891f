// SPDX-License-Identifier: MIT
#include "export/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lib/buf.h"
#include "lib/err.h"

/* What a client may cost. */
enum { HEADERS_MAX = 8192, BODY_MAX = 1024, SECONDS_MAX = 10 };

struct serve {
	struct evhttp *http;
	struct buf text, open_text;
	struct buf health, ready; /* why not, or nothing */
	bool is_health_told, is_ready_told;
	time_t sign_at;           /* seconds of CLOCK_MONOTONIC: the last sign of the guest */
	unsigned int silence;     /* how many seconds without one are too many; or 0 */
	const char *(*lines)(void *context);
	void *context;
};

static const char end_of_open[] = "# EOF\n";

/* --- answers ------------------------------------------------------------------------------- */

static void answer(struct evhttp_request *request, int status, const char *reason, const char *type,
		   struct evbuffer *body)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);

	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_send_reply(request, status, reason, body);
	evbuffer_free(body);
}

static void say(struct evhttp_request *request, int status, const char *reason, const char *text)
{
	struct evbuffer *body = evbuffer_new();

	evbuffer_add_printf(body, "%s\n", text);
	answer(request, status, reason, "text/plain; charset=utf-8", body);
}

/* Only GET and HEAD, of what is there. */
static bool is_read(struct evhttp_request *request)
{
	const enum evhttp_cmd_type method = evhttp_request_get_command(request);

	if (method == EVHTTP_REQ_GET || method == EVHTTP_REQ_HEAD)
		return true;
	evhttp_add_header(evhttp_request_get_output_headers(request), "Allow", "GET, HEAD");
	say(request, 405, "Method Not Allowed", "only GET");
	return false;
}

static bool wants_open(struct evhttp_request *request)
{
	const char *accept = evhttp_find_header(evhttp_request_get_input_headers(request),
						"Accept");

	return accept && strstr(accept, "application/openmetrics-text");
}

static void metrics(struct evhttp_request *request, void *context)
{
	const struct serve *serve = context;
	const bool is_open = wants_open(request);
	const struct buf *text = is_open ? &serve->open_text : &serve->text;
	const char *lines = serve->lines ? serve->lines(serve->context) : NULL;
	size_t len = text->len;
	struct evbuffer *body;

	if (!is_read(request))
		return;
	if (!text->len) {
		say(request, 503, "Service Unavailable", "nothing was measured yet");
		return;
	}
	if (is_open && len >= sizeof(end_of_open) - 1)
		len -= sizeof(end_of_open) - 1;
	body = evbuffer_new();
	evbuffer_add(body, text->data, len);
	if (lines)
		evbuffer_add(body, lines, strlen(lines));
	if (is_open)
		evbuffer_add(body, end_of_open, sizeof(end_of_open) - 1);
	answer(request, 200, "OK",
	       is_open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
		       : "text/plain; version=0.0.4; charset=utf-8",
	       body);
}

static time_t now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Why it is not well, or null. */
static const char *illness(const struct serve *serve, char text[static 64])
{
	const long silent = (long)(now_seconds() - serve->sign_at);

	if (serve->silence && silent > (long)serve->silence) {
		snprintf(text, 64, "no sign of the guest for %ld seconds", silent);
		return text;
	}
	if (serve->health.len)
		return serve->health.data;
	if (!serve->silence && !serve->text.len && !serve->is_health_told)
		return "nothing was measured yet";
	return NULL;
}

static void say_verdict(struct evhttp_request *request, const char *why_not)
{
	if (!is_read(request))
		return;
	if (why_not)
		say(request, 503, "Service Unavailable", why_not);
	else
		say(request, 200, "OK", "ok");
}

static void health(struct evhttp_request *request, void *context)
{
	char text[64];

	say_verdict(request, illness(context, text));
}

static void ready(struct evhttp_request *request, void *context)
{
	const struct serve *serve = context;
	char text[64];
	const char *why_not = illness(serve, text);

	if (!why_not && !serve->is_ready_told)
		why_not = "nothing is attached yet";
	if (!why_not && serve->ready.len)
		why_not = serve->ready.data;
	say_verdict(request, why_not);
}

static void others(struct evhttp_request *request, void *context)
{
	(void)context;
	if (is_read(request))
		say(request, 404, "Not Found", "there are /metrics, /healthz and /readyz");
}

/* --- listening ----------------------------------------------------------------------------- */

/* "1.2.3.4:80", "[::1]:80", "localhost:80": the address without its brackets, and the port. */
static int split(const char *where, char address[static 64], unsigned int *ret_port,
		 struct err *err)
{
	const char *colon = strrchr(where, ':');
	const bool is_v6 = *where == '[';
	size_t len = colon ? (size_t)(colon - where) : 0;
	char *end;
	unsigned long port;

	if (!colon || len < 1 || len > 63 || (is_v6 && (len < 3 || where[len - 1] != ']')))
		return err_set(err, EINVAL, "'%s' is not ADDRESS:PORT", where);
	port = strtoul(colon + 1, &end, 10);
	if (!colon[1] || *end || port > 65535)
		return err_set(err, EINVAL, "'%s' has no port", where);
	snprintf(address, 64, "%.*s", (int)(is_v6 ? len - 2 : len), where + is_v6);
	if (strcmp(address, "localhost") == 0)
		strcpy(address, "127.0.0.1");
	*ret_port = (unsigned int)port;
	return 0;
}

static void name_socket(int fd, char name[static 128])
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	char text[INET6_ADDRSTRLEN] = "";
	const struct sockaddr_in *v4 = (const void *)&address;
	const struct sockaddr_in6 *v6 = (const void *)&address;

	getsockname(fd, (struct sockaddr *)&address, &size);
	if (address.ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
		snprintf(name, 128, "[%s]:%u", text, ntohs(v6->sin6_port));
	} else {
		inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
		snprintf(name, 128, "%s:%u", text, ntohs(v4->sin_port));
	}
}

static struct evhttp *make_http(struct event_base *base, struct serve *serve)
{
	struct evhttp *http = evhttp_new(base);

	if (!http)
		return NULL;
	evhttp_set_max_headers_size(http, HEADERS_MAX);
	evhttp_set_max_body_size(http, BODY_MAX);
	evhttp_set_timeout(http, SECONDS_MAX);
	evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST |
						 EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
						 EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
	evhttp_set_cb(http, "/metrics", metrics, serve);
	evhttp_set_cb(http, "/health", health, serve);
	evhttp_set_cb(http, "/healthz", health, serve);
	evhttp_set_cb(http, "/readyz", ready, serve);
	evhttp_set_gencb(http, others, serve);
	return http;
}

int serve_new(struct event_base *base, const char *where, struct serve **ret_serve,
	      char ret_where[static 128], struct err *err)
{
	struct serve *serve = calloc(1, sizeof(*serve));
	struct evhttp_bound_socket *bound = NULL;
	char address[64];
	unsigned int port = 0;
	int ret = serve ? split(where, address, &port, err)
			: err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	if (!ret) {
		serve->text = serve->open_text = (struct buf)BUF_INIT(FRAME_SIZE_MAX);
		serve->health = serve->ready = (struct buf)BUF_INIT(FRAME_SIZE_MAX);
		serve->sign_at = now_seconds();
		serve->http = make_http(base, serve);
		errno = 0;
		bound = serve->http ? evhttp_bind_socket_with_handle(serve->http, address,
								     (unsigned short)port)
				    : NULL;
		if (!bound)
			ret = err_set(err, errno ? errno : EINVAL, "cannot listen on '%s': %s",
				      where, errno ? strerror(errno) : "it is no address");
	}
	if (ret) {
		serve_free(serve);
		return ret;
	}
	name_socket(evhttp_bound_socket_get_fd(bound), ret_where);
	*ret_serve = serve;
	return 0;
}

void serve_free(struct serve *serve)
{
	if (!serve)
		return;
	if (serve->http)
		evhttp_free(serve->http);
	buf_release(&serve->text);
	buf_release(&serve->open_text);
	buf_release(&serve->health);
	buf_release(&serve->ready);
	free(serve);
}

void serve_keep(struct serve *serve, enum frame_kind kind, const char *content, size_t size)
{
	struct buf *to = kind == FRAME_TEXT        ? &serve->text
			 : kind == FRAME_OPEN_TEXT ? &serve->open_text
			 : kind == FRAME_HEALTH    ? &serve->health
						   : &serve->ready;

	if (kind == FRAME_HEALTH)
		serve->sign_at = now_seconds();
	serve->is_health_told |= kind == FRAME_HEALTH;
	serve->is_ready_told |= kind == FRAME_READY;
	buf_release(to);
	to->max = FRAME_SIZE_MAX;
	buf_add(to, content, size);
}

void serve_silence(struct serve *serve, unsigned int seconds)
{
	serve->silence = seconds;
}

void serve_add(struct serve *serve, const char *(*lines)(void *context), void *context)
{
	serve->lines = lines;
	serve->context = context;
}
