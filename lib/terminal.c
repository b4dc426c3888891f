// SPDX-License-Identifier: MIT
#include "lib/terminal.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum state {
	PLAIN,
	CHARACTER,     /* in one of several bytes */
	ESCAPE,        /* after ESC */
	CHARACTER_SET, /* after ESC ( */
	ESCAPE_OTHER,  /* in one that does not pass */
	CONTROL,       /* after ESC [ */
	CONTROL_OTHER, /* in one that does not pass */
	STRING,        /* of OSC, DCS, APC, PM, SOS or a title */
};

enum { ESC = 0x1b, CAN = 0x18, SUB = 0x1a, DEL = 0x7f };
enum { PRINTED_MAX = 4096, PART = 1024 };

static const char unknown[] = "\357\277\275";  /* U+FFFD */

static void emit(char **to, const char *data, size_t size)
{
	memcpy(*to, data, size);
	*to += size;
}

static void hold(struct terminal *terminal, unsigned char c, enum state state)
{
	terminal->held[terminal->held_count++] = (char)c;
	terminal->state = (uint8_t)state;
}

static void forget(struct terminal *terminal, enum state state)
{
	terminal->held_count = 0;
	terminal->state = (uint8_t)state;
}

/* What is held is whole. */
static void pass(struct terminal *terminal, char **to)
{
	emit(to, terminal->held, terminal->held_count);
	forget(terminal, PLAIN);
}

/* The first byte of a character of several. */
static void begin_character(struct terminal *terminal, unsigned char c, char **to)
{
	if (c < 0xc2 || c > 0xf4) {
		emit(to, unknown, 3);
		return;
	}
	terminal->lacking = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	hold(terminal, c, CHARACTER);
}

static void plain(struct terminal *terminal, unsigned char c, char **to)
{
	terminal->state = PLAIN;
	if (c == ESC)
		hold(terminal, c, ESCAPE);
	else if (c >= 0x80)
		begin_character(terminal, c, to);
	else if (c != DEL && (c >= ' ' || (c && strchr("\a\b\t\n\v\f\r", c))))
		emit(to, (char *)&c, 1);
}

/* Whether the byte can follow the first one: no character is written in more bytes than it
 * needs, is half of a UTF-16 pair or over U+10FFFF, or is a control character of 8 bits. */
static bool can_be_second(unsigned char first, unsigned char c)
{
	switch (first) {
	case 0xc2:
	case 0xe0: return c >= 0xa0;
	case 0xed: return c < 0xa0;
	case 0xf0: return c >= 0x90;
	case 0xf4: return c < 0x90;
	default: return true;
	}
}

static bool character(struct terminal *terminal, unsigned char c, char **to)
{
	const bool follows = (c & 0xc0) == 0x80;

	if (!follows || (terminal->held_count == 1 &&
			 !can_be_second((unsigned char)terminal->held[0], c))) {
		emit(to, unknown, 3);
		forget(terminal, PLAIN);
		/* The second byte of what is well-formed and not welcome goes with it. */
		return follows;
	}
	hold(terminal, c, CHARACTER);
	if (!--terminal->lacking)
		pass(terminal, to);
	return true;
}

static bool escape(struct terminal *terminal, unsigned char c, char **to)
{
	if (c < ' ' || c >= DEL)
		return false;
	if (c == '[')
		hold(terminal, c, CONTROL);
	else if (c == '(')
		hold(terminal, c, CHARACTER_SET);
	else if (strchr("]PX^_k", c))
		forget(terminal, STRING);
	else if (c < '0')
		forget(terminal, ESCAPE_OTHER);
	else if (strchr("78DEM", c)) {
		hold(terminal, c, PLAIN);
		pass(terminal, to);
	} else
		forget(terminal, PLAIN);
	return true;
}

/* ESC ( B, ASCII, is how terminals' databases end colours. */
static bool character_set(struct terminal *terminal, unsigned char c, char **to)
{
	if (c < ' ' || c >= DEL)
		return false;
	if (c != 'B') {
		forget(terminal, c < '0' ? ESCAPE_OTHER : PLAIN);
		return true;
	}
	hold(terminal, c, PLAIN);
	pass(terminal, to);
	return true;
}

/* The modes that may be set and reset: wrapping at the margin, the cursor's blinking and
 * showing, the second screen, an update that is shown at once. */
static bool are_modes(const char *params, size_t len)
{
	static const char *const modes[] = {
		"7", "12", "25", "47", "1047", "1048", "1049", "2026"
	};
	const char *end = params + len;
	bool good = len > 0;

	while (good && params <= end) {
		const char *stop = memchr(params, ';', (size_t)(end - params));
		const size_t size = (size_t)((stop ? stop : end) - params);

		good = false;
		for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
			good |= strlen(modes[i]) == size && memcmp(modes[i], params, size) == 0;
		params += size + 1;
	}
	return good;
}

/* Whether a control sequence may pass; `params` is what stands before its last byte. */
static bool may_control(const char *params, size_t len, unsigned char last)
{
	if (len && params[0] == '?')
		return (last == 'h' || last == 'l') && are_modes(params + 1, len - 1);
	for (size_t i = 0; i < len; i++)
		if (params[i] < '0' || params[i] > ';')
			return false;
	switch (last) {
	case 's':
	case 'u':
		return len == 0;
	case 'T':
		return !memchr(params, ';', len);
	default:
		return strchr("ABCDEFGHIJKLMPSXZ@`adefm", last);
	}
}

static bool control(struct terminal *terminal, unsigned char c, char **to)
{
	if (c < ' ' || c >= DEL)
		return false;
	if (c < '@') {
		if (terminal->held_count < TERMINAL_HELD_MAX - 1)
			hold(terminal, c, CONTROL);
		else
			forget(terminal, CONTROL_OTHER);
	} else if (may_control(terminal->held + 2, terminal->held_count - 2u, c)) {
		hold(terminal, c, PLAIN);
		pass(terminal, to);
	} else {
		forget(terminal, PLAIN);
	}
	return true;
}

/* What does not pass goes on until its last byte, from `first` on. */
static bool other(struct terminal *terminal, unsigned char c, unsigned char first)
{
	if (c < ' ' || c >= DEL)
		return false;
	if (c >= first)
		forget(terminal, PLAIN);
	return true;
}

/* Strings end with ESC \ or BEL; also with the line, or one that is never ended would hide all
 * that comes after it. */
static bool string(struct terminal *terminal, unsigned char c)
{
	if (c == '\n' || c == ESC)
		return false;
	if (c == '\a' || c == CAN || c == SUB)
		forget(terminal, PLAIN);
	return true;
}

/* Whether the byte belongs to what the stream is in; else that is dropped. */
static bool belongs(struct terminal *terminal, unsigned char c, char **to)
{
	switch ((enum state)terminal->state) {
	case CHARACTER: return character(terminal, c, to);
	case ESCAPE: return escape(terminal, c, to);
	case CHARACTER_SET: return character_set(terminal, c, to);
	case ESCAPE_OTHER: return other(terminal, c, '0');
	case CONTROL: return control(terminal, c, to);
	case CONTROL_OTHER: return other(terminal, c, '@');
	case STRING: return string(terminal, c);
	case PLAIN: break;
	}
	return false;
}

size_t terminal_filter(struct terminal *terminal, const void *data, size_t size, char *to)
{
	const unsigned char *bytes = data;
	char *end = to;

	for (size_t i = 0; i < size; i++) {
		if (belongs(terminal, bytes[i], &end))
			continue;
		forget(terminal, PLAIN);
		plain(terminal, bytes[i], &end);
	}
	return (size_t)(end - to);
}

void terminal_print(FILE *to, const char *text)
{
	struct terminal terminal = { 0 };
	size_t left = strlen(text);
	char out[TERMINAL_ROOM(PART)];

	if (!isatty(fileno(to))) {
		fputs(text, to);
		return;
	}
	while (left) {
		const size_t size = left < PART ? left : PART;

		fwrite(out, 1, terminal_filter(&terminal, text, size, out), to);
		text += size;
		left -= size;
	}
}

void terminal_printf(FILE *to, const char *fmt, ...)
{
	char text[PRINTED_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	terminal_print(to, text);
}
