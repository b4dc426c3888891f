// SPDX-License-Identifier: MIT
#include "export/push.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export/answer.h"
#include "lib/diag.h"
#include "lib/err.h"

enum {
	LOGS_MAX = 64,             /* requests that wait */
	LOGS_SIZE_MAX = 32 << 20,  /* bytes of all */
	CONNECT_SECONDS = 5,
	REQUEST_SECONDS = 10,
	PAUSE_FIRST_MS = 500,
	PAUSE_MAX_MS = 30000,
};

struct request {
	struct request *next;
	enum frame_kind kind;
	size_t size;
	char body[];
};

struct push {
	char *urls[2];  /* of metrics, of logs */
	struct curl_slist *headers;
	CURL *curl;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* Under the lock: */
	struct request *metrics;     /* the newest, or null */
	struct request *logs, **last;
	size_t log_count, log_size;
	bool is_busy, is_ending;
	uint64_t sent, failed, dropped, rejected; /* requests; of `rejected`, records or points */
	char lines[1024];
	/* The thread's own: */
	struct buf answer;
	bool was_told; /* that something fails, until something does not */
};

/* --- the queue ----------------------------------------------------------------------------- */

static struct request *take_log(struct push *push)
{
	struct request *request = push->logs;

	push->logs = request->next;
	if (!push->logs)
		push->last = &push->logs;
	push->log_count--;
	push->log_size -= request->size;
	return request;
}

void push_add(struct push *push, enum frame_kind kind, const char *body, size_t size)
{
	struct request *request = malloc(sizeof(*request) + size);

	pthread_mutex_lock(&push->lock);
	if (!request) {
		push->dropped += kind == FRAME_LOGS;
	} else if (kind == FRAME_METRICS) {
		*request = (struct request){ .kind = kind, .size = size };
		memcpy(request->body, body, size);
		free(push->metrics);
		push->metrics = request;
	} else {
		*request = (struct request){ .kind = kind, .size = size };
		memcpy(request->body, body, size);
		*push->last = request;
		push->last = &request->next;
		push->log_count++;
		push->log_size += size;
		while (push->log_count > LOGS_MAX ||
		       (push->log_size > LOGS_SIZE_MAX && push->logs->next)) {
			free(take_log(push));
			push->dropped++;
		}
	}
	pthread_cond_signal(&push->changed);
	pthread_mutex_unlock(&push->lock);
}

/* The next request: log records in their order, then the newest metrics. Null at the end. */
static struct request *next(struct push *push)
{
	struct request *request = NULL;

	pthread_mutex_lock(&push->lock);
	push->is_busy = false;
	pthread_cond_broadcast(&push->changed);
	while (!push->logs && !push->metrics && !push->is_ending)
		pthread_cond_wait(&push->changed, &push->lock);
	if (push->logs) {
		request = take_log(push);
	} else if (push->metrics) {
		request = push->metrics;
		push->metrics = NULL;
	}
	push->is_busy = request;
	pthread_mutex_unlock(&push->lock);
	return request;
}

/* --- a request ----------------------------------------------------------------------------- */

static size_t take_answer(char *data, size_t one, size_t size, void *context)
{
	struct push *push = context;

	(void)one;
	if (push->answer.len + size <= ANSWER_MAX)
		buf_add(&push->answer, data, size);
	return size;
}

/* Statuses that a later try can mend, as the protocol has them. */
static bool is_passing(long status)
{
	return status == 429 || status == 502 || status == 503 || status == 504;
}

static void tell(struct push *push, const char *why)
{
	if (!push->was_told)
		diag_printf(DIAG_WARNING, "wasm-bpf-export",
			    "the collector does not take requests: %s", why);
	push->was_told = true;
}

static void take_partial(struct push *push)
{
	const struct answer answer = answer_read(push->answer.data ? push->answer.data : "",
						 push->answer.len);

	if (answer.rejected && !push->rejected)
		diag_printf(DIAG_WARNING, "wasm-bpf-export", "the collector took not all: %s",
			    *answer.message ? answer.message : "it does not say why");
	pthread_mutex_lock(&push->lock);
	push->sent++;
	push->rejected += answer.rejected;
	pthread_mutex_unlock(&push->lock);
	push->was_told = false;
}

/* Sends a request once. True if that is the end of it: it was taken, or never will be. */
static bool send_once(struct push *push, const struct request *request, long *ret_wait_ms)
{
	char error[CURL_ERROR_SIZE] = "", status_text[64];
	curl_off_t retry_after = 0;
	long status = 0;
	CURLcode code;

	buf_release(&push->answer);
	push->answer.max = ANSWER_MAX;
	curl_easy_setopt(push->curl, CURLOPT_URL, push->urls[request->kind == FRAME_LOGS]);
	curl_easy_setopt(push->curl, CURLOPT_POSTFIELDS, (const char *)request->body);
	curl_easy_setopt(push->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size);
	curl_easy_setopt(push->curl, CURLOPT_ERRORBUFFER, error);
	code = curl_easy_perform(push->curl);
	curl_easy_setopt(push->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_getinfo(push->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(push->curl, CURLINFO_RETRY_AFTER, &retry_after);
	if (code == CURLE_OK && status >= 200 && status < 300) {
		take_partial(push);
		return true;
	}
	snprintf(status_text, sizeof(status_text), "status %ld", status);
	tell(push, code == CURLE_OK ? status_text : *error ? error : curl_easy_strerror(code));
	if (code == CURLE_OK && !is_passing(status)) {
		pthread_mutex_lock(&push->lock);
		push->failed++;
		pthread_mutex_unlock(&push->lock);
		return true;
	}
	if (retry_after > 0 && retry_after * 1000 < PAUSE_MAX_MS)
		*ret_wait_ms = (long)retry_after * 1000;
	return false;
}

/* Waits, but not for metrics that newer ones replace, and not when the end is near. False:
 * give up. */
static bool pause_for(struct push *push, const struct request *request, long ms)
{
	struct timespec until;
	bool goes_on = true;
	int ret = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&push->lock);
	while (goes_on && ret == 0) {
		ret = pthread_cond_timedwait(&push->changed, &push->lock, &until);
		goes_on = !(request->kind == FRAME_METRICS && push->metrics);
	}
	/* While it waits, it is the oldest of what may be dropped. */
	if (push->log_count >= LOGS_MAX && request->kind == FRAME_LOGS) {
		push->dropped++;
		goes_on = false;
	}
	pthread_mutex_unlock(&push->lock);
	return goes_on;
}

static void send_request(struct push *push, const struct request *request)
{
	long wait_ms = PAUSE_FIRST_MS, asked_ms = 0;

	while (!send_once(push, request, &asked_ms)) {
		if (!pause_for(push, request, asked_ms ? asked_ms : wait_ms))
			return;
		wait_ms = 2 * wait_ms < PAUSE_MAX_MS ? 2 * wait_ms : PAUSE_MAX_MS;
		asked_ms = 0;
	}
}

static void *work(void *context)
{
	struct push *push = context;
	struct request *request;

	while ((request = next(push))) {
		send_request(push, request);
		free(request);
	}
	return NULL;
}

/* --- the whole ----------------------------------------------------------------------------- */

static char *join(const char *url, const char *path)
{
	const size_t len = strlen(url), slash = len && url[len - 1] == '/';
	char *whole = malloc(len + strlen(path) + 1);

	if (whole)
		sprintf(whole, "%.*s%s", (int)(len - slash), url, path);
	return whole;
}

/* Collectors are given as an address, or as the whole path of one of both. */
static char *url_of(const char *url, const char *path)
{
	const char *found = strstr(url, "/v1/");
	char *base = found ? strndup(url, (size_t)(found - url)) : NULL, *whole;

	whole = join(base ? base : url, path);
	free(base);
	return whole;
}

static bool prepare(struct push *push, const char *url, const char *const *headers, size_t count)
{
	push->urls[0] = url_of(url, "/v1/metrics");
	push->urls[1] = url_of(url, "/v1/logs");
	push->curl = curl_easy_init();
	push->headers = curl_slist_append(NULL, "Content-Type: application/json");
	for (size_t i = 0; i < count; i++)
		push->headers = curl_slist_append(push->headers, headers[i]);
	if (!push->urls[0] || !push->urls[1] || !push->curl || !push->headers)
		return false;
	curl_easy_setopt(push->curl, CURLOPT_HTTPHEADER, push->headers);
	curl_easy_setopt(push->curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(push->curl, CURLOPT_WRITEDATA, push);
	curl_easy_setopt(push->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(push->curl, CURLOPT_TIMEOUT, (long)REQUEST_SECONDS);
	curl_easy_setopt(push->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(push->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(push->curl, CURLOPT_USERAGENT, "wasm-bpf/" VERSION);
	return true;
}

static void release(struct push *push)
{
	while (push->logs)
		free(take_log(push));
	free(push->metrics);
	free(push->urls[0]);
	free(push->urls[1]);
	curl_slist_free_all(push->headers);
	if (push->curl)
		curl_easy_cleanup(push->curl);
	buf_release(&push->answer);
	free(push);
}

int push_new(const char *url, const char *const *headers, size_t count, struct push **ret_push,
	     struct err *err)
{
	struct push *push;

	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return err_set(err, EINVAL, "'%s' is no URL of a collector: http://HOST:4318", url);
	push = calloc(1, sizeof(*push));
	if (!push)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	push->last = &push->logs;
	pthread_mutex_init(&push->lock, NULL);
	pthread_cond_init(&push->changed, NULL);
	if (!prepare(push, url, headers, count) ||
	    pthread_create(&push->thread, NULL, work, push) != 0) {
		release(push);
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	*ret_push = push;
	return 0;
}

const char *push_lines(void *context)
{
	struct push *push = context;

	pthread_mutex_lock(&push->lock);
	snprintf(push->lines, sizeof(push->lines),
		 "# TYPE wasm_bpf_otlp_sent gauge\nwasm_bpf_otlp_sent %llu\n"
		 "# TYPE wasm_bpf_otlp_failed gauge\nwasm_bpf_otlp_failed %llu\n"
		 "# TYPE wasm_bpf_otlp_dropped gauge\nwasm_bpf_otlp_dropped %llu\n"
		 "# TYPE wasm_bpf_otlp_rejected gauge\nwasm_bpf_otlp_rejected %llu\n",
		 (unsigned long long)push->sent, (unsigned long long)push->failed,
		 (unsigned long long)push->dropped, (unsigned long long)push->rejected);
	pthread_mutex_unlock(&push->lock);
	return push->lines;
}

void push_end(struct push *push, int seconds)
{
	struct timespec until;
	size_t left;
	int ret = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&push->lock);
	push->is_ending = true;
	pthread_cond_broadcast(&push->changed);
	while ((push->logs || push->metrics || push->is_busy) && ret == 0)
		ret = pthread_cond_timedwait(&push->changed, &push->lock, &until);
	left = push->log_count + (push->metrics ? 1 : 0) + push->is_busy;
	if (left || push->dropped || push->failed)
		diag_printf(DIAG_WARNING, "wasm-bpf-export",
			    "of the requests to the collector, %llu were dropped, %llu refused, "
			    "and %zu not sent before the end",
			    (unsigned long long)push->dropped, (unsigned long long)push->failed,
			    left);
	ret = push->is_busy;
	pthread_mutex_unlock(&push->lock);
	if (ret) /* it is in a request, which the end of the process ends */
		return;
	pthread_join(push->thread, NULL);
	release(push);
}
