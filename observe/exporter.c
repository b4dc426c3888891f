// SPDX-License-Identifier: MIT
#include "observe/exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "export/frame.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "lib/file.h"
#include "observe/export_process.h"
#include "observe/observe.h"
#include "streams/metrics.h"
#include "streams/sink.h"

enum {
	SECOND = 1000000000,
	INTERVAL_USUAL = 5,     /* seconds between snapshots */
	STOP_WAIT_MS = 6000,
	TEXT_MAX = 64 << 20,
	SOCKET_ROOM = 4 << 20,  /* bytes that the socket holds */
	LOGS_MAX = 1 << 20,     /* bytes of records in one request */
};

struct exporter {
	const struct observe_options *options;
	char name[64];
	char digest[80];        /* of what runs; or empty */
	const char *file;       /* that --metrics writes, or null */
	pid_t child;            /* of the other process, or 0 */
	int to_child;           /* its socket, or -1 */
	struct buf waiting;     /* the rest of a frame that the socket had no room for */
	size_t sent;            /* of that */
	struct buf logs;        /* log records for the next request */
	struct sink sink;       /* that fills `logs` */
	uint64_t interval, due; /* ns */
	uint64_t started_at;    /* since 1970 */
	uint64_t lost_records;  /* that the other process was too slow for */
	uint64_t lost_snapshots;
};

/* --- the other process --------------------------------------------------------------------- */

static int start_child(struct exporter *exporter, const char *address, struct err *err)
{
	const struct observe_options *options = exporter->options;
	const char *args[80] = { NULL };
	const int room = SOCKET_ROOM;
	char said[256], silence[16];
	int ret, count = 1;

	snprintf(silence, sizeof(silence), "%u", options->silence);
	if (address) {
		args[count++] = "--listen", args[count++] = address;
		args[count++] = "--silence", args[count++] = silence;
	}
	if (options->otlp)
		args[count++] = "--otlp", args[count++] = options->otlp;
	for (size_t i = 0; i < options->headers.count && count < 78; i++)
		args[count++] = "--header", args[count++] = options->headers.list[i];
	ret = export_process_open(args, &exporter->child, &exporter->to_child, said, err);
	if (ret)
		return ret;
	if (address)
		diag_printf(DIAG_INFO, "wasm-bpf", "metrics: %s", said);
	setsockopt(exporter->to_child, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return 0;
}

/* Sends what is waiting, as far as the socket takes it. False if something is left. */
static bool push(struct exporter *exporter)
{
	while (exporter->sent < exporter->waiting.len) {
		const ssize_t sent = send(exporter->to_child,
					  exporter->waiting.data + exporter->sent,
					  exporter->waiting.len - exporter->sent,
					  MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno != EAGAIN) { /* it is gone */
			close(exporter->to_child);
			exporter->to_child = -1;
			break;
		}
		if (sent < 0)
			return false;
		exporter->sent += (size_t)sent;
	}
	exporter->waiting.len = exporter->sent = 0;
	return true;
}

/* False if the other process does not keep up, or is gone: the frame is lost. */
static bool send_frame(struct exporter *exporter, uint32_t kind, const struct buf *content)
{
	const uint32_t head[2] = { kind, (uint32_t)content->len };

	if (exporter->to_child < 0 || !push(exporter))
		return false;
	buf_add(&exporter->waiting, head, sizeof(head));
	buf_add(&exporter->waiting, content->data, content->len);
	if (exporter->waiting.error) {
		buf_release(&exporter->waiting);
		exporter->sent = 0;
		return false;
	}
	push(exporter);
	return true;
}

void exporter_health(struct exporter *exporter, const char *ill, const char *not_ready)
{
	struct buf text = BUF_INIT(TEXT_MAX);

	if (!exporter->options->metrics || exporter->file)
		return;
	buf_puts(&text, ill);
	send_frame(exporter, FRAME_HEALTH, &text);
	text.len = 0;
	buf_puts(&text, not_ready);
	send_frame(exporter, FRAME_READY, &text);
	buf_release(&text);
}

void exporter_identify(struct exporter *exporter, const char *digest)
{
	snprintf(exporter->digest, sizeof(exporter->digest), "%s", digest);
}

/* --- records ------------------------------------------------------------------------------- */

/* How many log records are in the text: each has one time. */
static uint64_t count_records(const struct buf *logs)
{
	uint64_t count = 0;

	for (const char *at = logs->data; at && (at = strstr(at, "{\"timeUnixNano\"")); at++)
		count++;
	return count;
}

static void send_logs(struct exporter *exporter)
{
	struct buf request = BUF_INIT(TEXT_MAX);

	if (!exporter->logs.len)
		return;
	exporter->logs.len--; /* the last comma */
	buf_printf(&request,
		   "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
		   "\"value\":{\"stringValue\":\"%s\"}}]},\"scopeLogs\":[{\"scope\":{\"name\":"
		   "\"wasm-bpf\"},\"logRecords\":[",
		   exporter->name);
	buf_add(&request, exporter->logs.data, exporter->logs.len);
	buf_puts(&request, "]}]}]}");
	if (request.error || !send_frame(exporter, FRAME_LOGS, &request))
		exporter->lost_records += count_records(&exporter->logs);
	buf_release(&request);
	buf_release(&exporter->logs);
}

static int take_logs(void *context, const char *data, size_t len)
{
	struct exporter *exporter = context;

	buf_add(&exporter->logs, data, len);
	if (exporter->logs.len >= LOGS_MAX)
		send_logs(exporter);
	return 0;
}

struct sink *exporter_sink(struct exporter *exporter)
{
	return exporter->options->otlp ? &exporter->sink : NULL;
}

/* --- metrics ------------------------------------------------------------------------------- */

static uint64_t wall_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void add_own(struct exporter *exporter, struct metrics *metrics)
{
	const struct {
		const char *name, *help;
		uint64_t value;
	} own[] = {
		{ "wasm_bpf_lost_log_records", "records that the exporter was too slow for",
		  exporter->lost_records },
		{ "wasm_bpf_lost_points", "points for which a snapshot had no room",
		  metrics->dropped },
	};
	struct metric_point *point;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		point = metrics_add(metrics, own[i].name, own[i].help, METRIC_COUNTER);
		if (point)
			point->value = (double)own[i].value;
	}
	if (!*exporter->digest)
		return;
	metrics_label(metrics, "name", exporter->name, strlen(exporter->name));
	metrics_label(metrics, "digest", exporter->digest, strlen(exporter->digest));
	point = metrics_add(metrics, "wasm_bpf_run_info", "what runs", METRIC_GAUGE);
	if (point)
		point->value = 1;
}

static int send_text(struct exporter *exporter, const struct metrics *metrics, struct err *err)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	int ret = 0;

	metrics_text(metrics, false, &text);
	if (exporter->file)
		ret = file_write(exporter->file, text.data, text.len, err);
	else if (!send_frame(exporter, FRAME_TEXT, &text))
		exporter->lost_snapshots++;
	text.len = 0;
	metrics_text(metrics, true, &text);
	if (!exporter->file)
		send_frame(exporter, FRAME_OPEN_TEXT, &text);
	buf_release(&text);
	return ret;
}

int exporter_send(struct exporter *exporter, struct metrics *metrics, struct err *err)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	int ret = 0;

	exporter->due = clock_now() + exporter->interval;
	add_own(exporter, metrics);
	if (exporter->options->metrics)
		ret = send_text(exporter, metrics, err);
	send_logs(exporter);
	if (exporter->options->otlp) {
		metrics_otlp(metrics, exporter->name, exporter->started_at, wall_clock(), &text);
		send_frame(exporter, FRAME_METRICS, &text);
		buf_release(&text);
	}
	return ret;
}

/* --- the whole ----------------------------------------------------------------------------- */

/* A port is only digits. */
bool exporter_is_address(const char *text)
{
	const char *colon = strrchr(text, ':');

	return colon && colon[1] && !colon[1 + strspn(colon + 1, "0123456789")] &&
	       !strchr(text, '/');
}

int exporter_start(const struct observe_options *options, const char *name,
		   struct exporter **ret_exporter, struct err *err)
{
	struct exporter *exporter;
	int ret = 0;

	*ret_exporter = NULL;
	if (!options->metrics && !options->otlp)
		return 0;
	exporter = calloc(1, sizeof(*exporter));
	if (!exporter)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	exporter->options = options;
	exporter->to_child = -1;
	exporter->waiting = (struct buf)BUF_INIT(2 * (size_t)TEXT_MAX);
	exporter->logs = (struct buf)BUF_INIT(TEXT_MAX);
	exporter->sink = (struct sink){ .format = &sink_logs,
					.fd = -1,
					.write = take_logs,
					.context = exporter,
					.text = BUF_INIT(TEXT_MAX) };
	exporter->interval = (uint64_t)((options->interval ? options->interval : INTERVAL_USUAL) *
					SECOND);
	exporter->started_at = wall_clock();
	for (size_t i = 0; name[i] && i < sizeof(exporter->name) - 1; i++)
		exporter->name[i] = name[i] == '"' || name[i] == '\\' || name[i] < ' ' ? '_'
										       : name[i];
	if (options->metrics && !exporter_is_address(options->metrics))
		exporter->file = options->metrics;
	if (options->otlp || !exporter->file)
		ret = start_child(exporter, exporter->file ? NULL : options->metrics, err);
	if (ret) {
		exporter_stop(exporter);
		return ret;
	}
	*ret_exporter = exporter;
	return 0;
}

uint64_t exporter_due(const struct exporter *exporter)
{
	return exporter->due;
}

const char *exporter_prefix(const struct exporter *exporter)
{
	return exporter->name;
}

/* Gives the other process time to send what it has. */
static void end_child(struct exporter *exporter)
{
	const uint64_t due = clock_now() + (uint64_t)STOP_WAIT_MS * 1000000;

	while (exporter->to_child >= 0 && !push(exporter) && clock_now() < due)
		poll(&(struct pollfd){ .fd = exporter->to_child, .events = POLLOUT }, 1, 100);
	if (exporter->to_child >= 0)
		close(exporter->to_child);
	export_process_end(exporter->child, STOP_WAIT_MS);
}

void exporter_stop(struct exporter *exporter)
{
	if (!exporter)
		return;
	send_logs(exporter);
	if (exporter->child)
		end_child(exporter);
	else if (exporter->to_child >= 0)
		close(exporter->to_child);
	if (exporter->lost_records)
		diag_printf(DIAG_WARNING, "wasm-bpf",
			    "%llu records were not exported: the exporter was too slow",
			    (unsigned long long)exporter->lost_records);
	buf_release(&exporter->waiting);
	buf_release(&exporter->logs);
	buf_release(&exporter->sink.text);
	free(exporter);
}
