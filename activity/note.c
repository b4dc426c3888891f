// SPDX-License-Identifier: MIT
#include "activity/note.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/utf8.h"

void note_print(const struct note *note, struct buf *to)
{
	buf_printf(to, "pid %d\nstart %llu\nsince %llu\nwritten %llu\n", (int)note->pid,
		   (unsigned long long)note->start, (unsigned long long)note->since,
		   (unsigned long long)note->written);
	buf_printf(to, "state %s\nname %s\nfile %s\n", note->state, note->name, note->file);
	if (*note->digest)
		buf_printf(to, "digest %s\n", note->digest);
	buf_printf(to, "delivered %llu\nlost %llu\nrate %llu\n",
		   (unsigned long long)note->delivered, (unsigned long long)note->lost,
		   (unsigned long long)note->rate);
}

/* Digits, and nothing else. */
static bool take_number(const char *text, size_t len, uint64_t max, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]) ||
		    __builtin_mul_overflow(*number, 10u, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(text[i] - '0'), number))
			return false;
	}
	return len && *number <= max;
}

static bool take_text(const char *text, size_t len, char *to, size_t size)
{
	uint32_t character;

	if (len >= size)
		return false;
	for (size_t i = 0, one; i < len; i += one) {
		one = utf8_take(text + i, len - i, &character);
		if (!one || utf8_is_control(character))
			return false;
	}
	memcpy(to, text, len);
	to[len] = '\0';
	return true;
}

static bool take_line(const char *key, size_t key_len, const char *value, size_t len,
		      struct note *note, uint64_t *pid)
{
	const struct {
		const char *key;
		uint64_t *number, max;
		char *text;
		size_t size;
	} fields[] = {
		{ "pid", pid, 1 << 22, NULL, 0 },
		{ "start", &note->start, UINT64_MAX, NULL, 0 },
		{ "since", &note->since, INT64_MAX, NULL, 0 },
		{ "written", &note->written, INT64_MAX, NULL, 0 },
		{ "delivered", &note->delivered, UINT64_MAX, NULL, 0 },
		{ "lost", &note->lost, UINT64_MAX, NULL, 0 },
		{ "rate", &note->rate, UINT64_MAX, NULL, 0 },
		{ "state", NULL, 0, note->state, sizeof(note->state) },
		{ "name", NULL, 0, note->name, sizeof(note->name) },
		{ "file", NULL, 0, note->file, sizeof(note->file) },
		{ "digest", NULL, 0, note->digest, sizeof(note->digest) },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strlen(fields[i].key) != key_len || memcmp(fields[i].key, key, key_len) != 0)
			continue;
		return fields[i].number ? take_number(value, len, fields[i].max, fields[i].number)
					: take_text(value, len, fields[i].text, fields[i].size);
	}
	return true;
}

int note_parse(const char *text, size_t size, struct note *ret_note, struct err *err)
{
	struct note note = { 0 };
	uint64_t pid = 0;
	unsigned int number = 0;

	if (size > NOTE_SIZE_MAX)
		return err_set(err, EFBIG, "more than %d bytes", NOTE_SIZE_MAX);
	for (const char *at = text, *end = text + size; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *blank = newline ? memchr(at, ' ', (size_t)(newline - at)) : NULL;

		number++;
		if (!newline || !blank ||
		    !take_line(at, (size_t)(blank - at), blank + 1, (size_t)(newline - blank - 1),
			       &note, &pid))
			return err_set(err, EINVAL, "line %u is none of a note", number);
		at = newline + 1;
	}
	if (!pid)
		return err_set(err, EINVAL, "it names no process");
	note.pid = (pid_t)pid;
	*ret_note = note;
	return 0;
}

void note_text(char *to, size_t size, const char *from)
{
	const size_t len = strlen(from);
	size_t at = 0;

	for (size_t i = 0, one; i < len; i += one) {
		uint32_t character;
		const bool is_plain = (one = utf8_take(from + i, len - i, &character)) &&
				      !utf8_is_control(character);

		if (at + (is_plain ? one : 1) >= size)
			break;
		if (is_plain)
			memcpy(to + at, from + i, one);
		else
			to[at] = '?';
		at += is_plain ? one : 1;
		one = one ? one : 1;
	}
	to[at] = '\0';
}
