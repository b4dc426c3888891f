// SPDX-License-Identifier: MIT
#include "observe/pods.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "export/pods.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "observe/export_process.h"
#include "observe/observe.h"

enum { FIRST_MS = 2000, STOP_MS = 100, WORDS = 5, TEXT_MAX = 64 << 20, PIECE = 64 << 10 };

static const char ca_usual[] = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
static const char token_usual[] = "/var/run/secrets/kubernetes.io/serviceaccount/token";

struct row {
	const char *key;
	struct pod_names names;
};

struct pods {
	pid_t process;
	int to, from;           /* its stdin and stdout; -1: it is gone */
	struct buf waiting;     /* lines that are not a whole answer yet */
	char *text;             /* the last whole answer, which the rows point into */
	struct row *rows;       /* sorted by their keys */
	size_t count;
	struct pod_names found;
	bool has_asked;         /* since the last answer */
	bool has_answer;        /* or a failure */
};

/* --- answers ------------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	return strcmp(a->key, b->key);
}

static const char *known(const char *word)
{
	return strcmp(word, "-") == 0 ? NULL : word;
}

/* "KEY CONTAINER POD NAMESPACE IMAGE". False if that is none. */
static bool read_row(char *line, struct row *ret_row)
{
	char *words[WORDS], *rest = line;

	for (int i = 0; i < WORDS; i++) {
		words[i] = strsep(&rest, " ");
		if (!words[i] || !*words[i] || strlen(words[i]) > POD_WORD_MAX)
			return false;
	}
	if (rest)
		return false;
	*ret_row = (struct row){
		words[0], { known(words[1]), known(words[2]), known(words[3]), known(words[4]) }
	};
	return true;
}

/* Replaces what was known. */
static void take_answer(struct pods *pods, const char *text, size_t len)
{
	char *copy = strndup(text, len), *rest = copy;
	struct row *rows = calloc(POD_LINES_MAX, sizeof(*rows));
	size_t count = 0;

	if (!copy || !rows) {
		free(copy);
		free(rows);
		return;
	}
	for (char *line; (line = strsep(&rest, "\n")) && count < POD_LINES_MAX;)
		count += read_row(line, &rows[count]);
	free(pods->text);
	free(pods->rows);
	pods->text = copy;
	pods->rows = rows;
	pods->count = count;
	qsort(rows, count, sizeof(*rows), compare);
}

/* Takes whole answers off what waits: each ends in a line "." or "!". */
static void take_answers(struct pods *pods)
{
	char *start = pods->waiting.data, *line = start, *end;
	const char *const all = start ? start + pods->waiting.len : NULL;
	size_t left;

	while (line && (end = memchr(line, '\n', (size_t)(all - line)))) {
		if (end == line + 1 && (*line == '.' || *line == '!')) {
			if (*line == '.')
				take_answer(pods, start, (size_t)(line - start));
			pods->has_answer = true;
			pods->has_asked = false;
			start = end + 1;
		}
		line = end + 1;
	}
	left = start ? (size_t)(all - start) : 0;
	if (left)
		memmove(pods->waiting.data, start, left);
	pods->waiting.len = left;
}

static void read_answers(struct pods *pods)
{
	char piece[PIECE];
	ssize_t len;

	while (pods->from >= 0 && (len = read(pods->from, piece, sizeof(piece))) != 0) {
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return; /* that is all for now */
		buf_add(&pods->waiting, piece, (size_t)len);
		if (pods->waiting.error)
			break;
		take_answers(pods);
	}
	if (pods->from >= 0)
		close(pods->from);
	pods->from = -1;
}

static void ask_again(struct pods *pods)
{
	if (pods->has_asked || pods->to < 0)
		return;
	pods->has_asked = true;
	send(pods->to, "?", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

const struct pod_names *pods_find(struct pods *pods, const char *key)
{
	const struct row wanted = { .key = key };
	const struct row *row;

	read_answers(pods);
	row = pods->count ? bsearch(&wanted, pods->rows, pods->count, sizeof(wanted), compare)
			  : NULL;
	if (row)
		return &row->names;
	ask_again(pods);
	return NULL;
}

/* --- the process --------------------------------------------------------------------------- */

/* The first answer, or that there is none yet. */
static void wait_for_answer(struct pods *pods)
{
	const uint64_t due = clock_now() + (uint64_t)FIRST_MS * 1000000;
	struct pollfd ready = { .fd = pods->from, .events = POLLIN };

	while (!pods->has_answer && pods->from >= 0 && clock_now() < due) {
		poll(&ready, 1, 50);
		read_answers(pods);
	}
}

static int start(struct pods *pods, const struct observe_options *options, struct err *err)
{
	const char *ca = options->kubelet_ca, *token = options->kubelet_token;
	const char *args[] = { NULL, "--kubelet", options->kubelet, NULL, NULL, NULL, NULL, NULL };
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, count = 3, ret = 0;

	if (!ca && access(ca_usual, R_OK) == 0)
		ca = ca_usual;
	if (!token && access(token_usual, R_OK) == 0)
		token = token_usual;
	if (ca)
		args[count++] = "--ca", args[count++] = ca;
	if (token)
		args[count++] = "--token", args[count++] = token;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0 || pipe2(out, O_CLOEXEC) < 0)
		ret = err_set(err, errno, "cannot start wasm-bpf-export: %s", strerror(errno));
	if (!ret)
		ret = export_process_start(args, in[1], out[1], &pods->process, err);
	if (in[1] >= 0)
		close(in[1]);
	if (out[1] >= 0)
		close(out[1]);
	pods->to = in[0];
	pods->from = out[0];
	if (!ret)
		fcntl(pods->from, F_SETFL, O_NONBLOCK);
	return ret;
}

int pods_start(const struct observe_options *options, struct pods **ret_pods, struct err *err)
{
	struct pods *pods;
	int ret;

	*ret_pods = NULL;
	if (!options->kubelet)
		return 0;
	pods = calloc(1, sizeof(*pods));
	if (!pods)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	pods->to = pods->from = -1;
	pods->waiting = (struct buf)BUF_INIT(TEXT_MAX);
	ret = start(pods, options, err);
	if (ret) {
		pods_stop(pods);
		return ret;
	}
	wait_for_answer(pods);
	if (pods->from < 0 && !pods->has_answer) { /* it has said why */
		pods_stop(pods);
		return err_set(err, ECHILD, "wasm-bpf-export did not start");
	}
	*ret_pods = pods;
	return 0;
}

void pods_stop(struct pods *pods)
{
	if (!pods)
		return;
	if (pods->to >= 0)
		close(pods->to);
	if (pods->from >= 0)
		close(pods->from);
	if (pods->process)
		export_process_end(pods->process, STOP_MS);
	buf_release(&pods->waiting);
	free(pods->text);
	free(pods->rows);
	free(pods);
}
