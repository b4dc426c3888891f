// SPDX-License-Identifier: MIT
#include "export/kubelet.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "export/pods.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/err.h"

enum {
	ANSWER_SIZE_MAX = 64 << 20,
	LINES_SIZE_MAX = 64 << 20,
	TOKEN_SIZE_MAX = 16 << 10,
	CONNECT_SECONDS = 5,
	REQUEST_SECONDS = 10,
	INTERVAL_MS = 10000,
	LEAST_MS = 1000,
};

struct kubelet {
	const struct kubelet_options *options;
	CURL *curl;
	char url[1024];
	struct buf answer;
	bool was_told; /* that it fails, until it does not */
};

static size_t take_answer(char *data, size_t one, size_t size, void *context)
{
	struct kubelet *kubelet = context;

	(void)one;
	buf_add(&kubelet->answer, data, size);
	return kubelet->answer.error ? 0 : size;
}

/* "Authorization: Bearer TOKEN" of the file. */
static int read_token(const char *path, char header[static TOKEN_SIZE_MAX], struct err *err)
{
	const int start = snprintf(header, TOKEN_SIZE_MAX, "Authorization: Bearer ");
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const ssize_t len = fd < 0 ? -1
				   : read(fd, header + start,
					  (size_t)TOKEN_SIZE_MAX - (size_t)start - 1);
	const int code = errno;
	size_t end;

	if (fd >= 0)
		close(fd);
	if (len < 0)
		return err_set(err, code, "cannot read the token '%s': %s", path, strerror(code));
	for (end = (size_t)start + (size_t)len; isspace((unsigned char)header[end - 1]); end--)
		continue;
	header[end] = '\0';
	for (const char *at = header + start; *at; at++)
		if (!isgraph((unsigned char)*at))
			return err_set(err, EINVAL, "'%s' has no token", path);
	return header[start] ? 0 : err_set(err, EINVAL, "'%s' has no token", path);
}

/* A token is for the kubelet alone: it does not go out without TLS. */
static int perform(struct kubelet *kubelet, struct err *err)
{
	const bool is_safe = strncmp(kubelet->url, "https:", 6) == 0;
	char token[TOKEN_SIZE_MAX], error[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = NULL;
	long status = 0;
	CURLcode code;

	if (is_safe && kubelet->options->token) {
		if (read_token(kubelet->options->token, token, err) < 0)
			return -err->code;
		headers = curl_slist_append(NULL, token);
	}
	curl_easy_setopt(kubelet->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(kubelet->curl, CURLOPT_ERRORBUFFER, error);
	code = curl_easy_perform(kubelet->curl);
	curl_easy_setopt(kubelet->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(kubelet->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_getinfo(kubelet->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return err_set(err, EIO, "%s",
			       kubelet->answer.error ? "its answer is too large"
			       : *error              ? error
						     : curl_easy_strerror(code));
	if (status == 401 || status == 403)
		return err_set(err, EACCES,
			       "status %ld: the token may not read nodes/proxy, or nodes/pods",
			       status);
	return status == 200 ? 0 : err_set(err, EIO, "status %ld", status);
}

static void ask(struct kubelet *kubelet)
{
	struct buf lines = BUF_INIT(LINES_SIZE_MAX);
	struct err err = ERR_INIT;
	int ret;

	kubelet->answer = (struct buf)BUF_INIT(ANSWER_SIZE_MAX);
	ret = perform(kubelet, &err);
	if (!ret)
		ret = pods_read(kubelet->answer.data ? kubelet->answer.data : "",
				kubelet->answer.len, &lines, &err);
	if (ret < 0 && !kubelet->was_told)
		diag_printf(DIAG_WARNING, "wasm-bpf-export",
			    "the kubelet does not tell its pods: %s", err.msg);
	kubelet->was_told = ret < 0;
	if (!ret && lines.len)
		fwrite(lines.data, lines.len, 1, stdout);
	puts(ret < 0 ? "!" : ".");
	fflush(stdout);
	buf_release(&kubelet->answer);
	buf_release(&lines);
}

/* Until it is time to ask again. False at the end of stdin. */
static bool wait_for_need(void)
{
	struct pollfd need = { .fd = STDIN_FILENO, .events = POLLIN };
	char bytes[256];

	nanosleep(&(struct timespec){ .tv_sec = LEAST_MS / 1000 }, NULL);
	if (poll(&need, 1, INTERVAL_MS - LEAST_MS) <= 0)
		return true;
	return read(STDIN_FILENO, bytes, sizeof(bytes)) > 0;
}

static bool prepare(struct kubelet *kubelet)
{
	const char *url = kubelet->options->url;
	const size_t len = strlen(url);

	snprintf(kubelet->url, sizeof(kubelet->url), "%.*s/pods",
		 (int)(len && url[len - 1] == '/' ? len - 1 : len), url);
	kubelet->curl = curl_easy_init();
	if (!kubelet->curl)
		return false;
	curl_easy_setopt(kubelet->curl, CURLOPT_URL, kubelet->url);
	curl_easy_setopt(kubelet->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(kubelet->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(kubelet->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(kubelet->curl, CURLOPT_TIMEOUT, (long)REQUEST_SECONDS);
	curl_easy_setopt(kubelet->curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(kubelet->curl, CURLOPT_WRITEDATA, kubelet);
	if (kubelet->options->ca)
		curl_easy_setopt(kubelet->curl, CURLOPT_CAINFO, kubelet->options->ca);
	return true;
}

int kubelet_run(const struct kubelet_options *options, struct err *err)
{
	struct kubelet kubelet = { .options = options };

	if ((strncmp(options->url, "https://", 8) != 0 &&
	     strncmp(options->url, "http://", 7) != 0) ||
	    strlen(options->url) > sizeof(kubelet.url) - 8)
		return err_set(err, EINVAL,
			       "'%.256s' is no URL of a kubelet: https://ADDRESS:10250",
			       options->url);
	if (!prepare(&kubelet))
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	do
		ask(&kubelet);
	while (wait_for_need());
	curl_easy_cleanup(kubelet.curl);
	return 0;
}
