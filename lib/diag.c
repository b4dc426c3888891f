// SPDX-License-Identifier: MIT
#include "lib/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "lib/terminal.h"

enum { MESSAGE_MAX = 2048, LINE_SIZE_MAX = 1 << 20 };

#define FORMAT "WASM_BPF_LOG_FORMAT"
#define GUEST "WASM_BPF_LOG_GUEST"

static const char *const names[] = { "text", "journal", "json" };
static enum form { TEXT, JOURNAL, JSON, FORMS } form;
static char guest[64];

/* --- which form ----------------------------------------------------------------------------- */

/* $JOURNAL_STREAM is "DEVICE:INODE" of the socket that stdout and stderr were at first. */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &status) == 0 && status.st_dev == device &&
	       status.st_ino == inode;
}

static enum form find(const char *name)
{
	enum form at = TEXT;

	while (at < FORMS && strcmp(names[at], name) != 0)
		at++;
	return at;
}

void diag_init(void)
{
	const char *name = getenv(FORMAT), *whose = getenv(GUEST);
	const enum form wanted = name ? find(name) : FORMS;

	form = wanted < FORMS ? wanted : is_journal() ? JOURNAL : TEXT;
	if (whose)
		snprintf(guest, sizeof(guest), "%s", whose);
}

bool diag_form(const char *name)
{
	const enum form wanted = find(name);

	if (wanted == FORMS)
		return false;
	form = wanted;
	setenv(FORMAT, name, 1);
	return true;
}

bool diag_is_json(void)
{
	return form == JSON;
}

void diag_guest(const char *name)
{
	snprintf(guest, sizeof(guest), "%s", name);
	if (form == JSON)
		setenv(GUEST, guest, 1);
}

/* --- one message ---------------------------------------------------------------------------- */

static const char *level_name(enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return "error";
	case DIAG_WARNING:
		return "warning";
	case DIAG_INFO:
		return "info";
	default:
		return "debug";
	}
}

static void write_time(struct json_writer *json)
{
	struct timespec now;
	struct tm parts;
	char text[64];
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + len, sizeof(text) - len, ".%03ldZ", now.tv_nsec / 1000000);
	json_write_text(json, "time", text);
}

static void begin_object(struct json_writer *json, enum diag_level level, const char *program,
			 const char *message, size_t len)
{
	json_write_begin(json, NULL, '{');
	write_time(json);
	json_write_text(json, "level", level_name(level));
	json_write_text(json, "program", program ? program : program_invocation_short_name);
	if (*guest)
		json_write_utf8(json, "guest", guest, strlen(guest));
	json_write_utf8(json, "message", message, len);
}

/* The line goes out in one write, so that those of several processes do not mix. */
static void end_object(struct json_writer *json)
{
	struct buf *line = json->to;

	json_write_end(json, '}');
	buf_puts(line, "\n");
	if (!line->error)
		fwrite(line->data, line->len, 1, stderr);
	buf_release(line);
}

/* Each line of a journal has its level. */
static void print_lines(enum diag_level level, const char *program, const char *text)
{
	struct buf out = BUF_INIT(LINE_SIZE_MAX);

	while (*text) {
		const size_t len = strcspn(text, "\n");

		if (form == JOURNAL)
			buf_printf(&out, "<%d>", level);
		if (program)
			buf_printf(&out, "%s: ", program);
		program = NULL;
		buf_add(&out, text, len);
		buf_puts(&out, "\n");
		text += len + (text[len] == '\n');
	}
	if (out.data)
		terminal_print(stderr, out.data);
	buf_release(&out);
}

void diag(enum diag_level level, const char *program, int code, const char *message,
	  const char *hint)
{
	struct buf line = BUF_INIT(LINE_SIZE_MAX);
	struct json_writer json = { .to = &line };
	const bool has_hint = hint && *hint;

	if (form != JSON) {
		print_lines(level, program, message);
		if (has_hint)
			print_lines(level, "hint", hint);
		return;
	}
	begin_object(&json, level, program, message, strlen(message));
	if (code)
		json_write_text(&json, "code", strerrorname_np(code));
	if (has_hint)
		json_write_utf8(&json, "hint", hint, strlen(hint));
	end_object(&json);
}

void diag_printf(enum diag_level level, const char *program, const char *fmt, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	diag(level, program, 0, message, NULL);
}

void diag_lines(enum diag_level level, const char *program, const char *lines)
{
	struct buf line = BUF_INIT(LINE_SIZE_MAX);
	struct json_writer json = { .to = &line };
	size_t len = strlen(lines);

	if (form != JSON) {
		print_lines(level, program, lines);
		return;
	}
	while (len && lines[len - 1] == '\n')
		len--;
	begin_object(&json, level, program, lines, len);
	end_object(&json);
}

void diag_exit(const char *program, int status)
{
	struct buf line = BUF_INIT(LINE_SIZE_MAX);
	struct json_writer json = { .to = &line };

	if (form != JSON)
		return;
	begin_object(&json, status ? DIAG_ERROR : DIAG_INFO, program, "the run is over",
		     strlen("the run is over"));
	json_write_signed(&json, "exit", status);
	end_object(&json);
}

/* --- messages of the C library -------------------------------------------------------------- */

static FILE *real_stderr;

static ssize_t write_captured(void *cookie, const char *data, size_t size)
{
	FILE *captured = stderr;
	char *lines;

	(void)cookie;
	stderr = real_stderr;
	lines = form == TEXT ? NULL : strndup(data, size);
	if (form == TEXT)
		fwrite(data, size, 1, stderr);
	else if (lines)
		diag_lines(DIAG_ERROR, NULL, lines);
	free(lines);
	stderr = captured;
	return (ssize_t)size;
}

void diag_capture(bool on)
{
	FILE *stream;

	if (on && !real_stderr) {
		stream = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = write_captured });
		real_stderr = stderr;
		stderr = stream ? stream : stderr;
	} else if (!on && real_stderr) {
		if (stderr != real_stderr)
			fclose(stderr);
		stderr = real_stderr;
		real_stderr = NULL;
	}
}
