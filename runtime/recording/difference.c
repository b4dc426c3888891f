// SPDX-License-Identifier: MIT
#include "recording/difference.h"

#include <stdbool.h>
#include <string.h>

#include "engine/engine.h"
#include "lib/buf.h"
#include "recording/spans.h"

enum { SHOWN = 48, LINE_SHOWN = 120 };

static bool is_text(const unsigned char *bytes, size_t size)
{
	if (size > 1 && bytes[size - 1] == '\0')
		size--;
	for (size_t i = 0; i < size; i++)
		if ((bytes[i] < ' ' || bytes[i] > '~') && bytes[i] != '\t')
			return false;
	return size;
}

static void add_text(struct buf *to, const char *text, size_t size, size_t max)
{
	buf_puts(to, "\"");
	for (size_t i = 0; i < size && i < max; i++) {
		const unsigned char byte = (unsigned char)text[i];

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
			buf_printf(to, "\\x%02x", byte);
		else
			buf_add(to, &text[i], 1);
	}
	buf_puts(to, size > max ? "...\"" : "\"");
}

static void add_bytes(struct buf *to, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	if (is_text(bytes, size)) {
		add_text(to, data, size - (bytes[size - 1] == '\0'), SHOWN);
		return;
	}
	for (size_t i = 0; i < size && i < SHOWN / 3; i++)
		buf_printf(to, "%s%02x", i && i % 4 == 0 ? " " : "", bytes[i]);
	if (size > SHOWN / 3)
		buf_printf(to, "... (%zu bytes)", size);
}

/* The IN of an argument, of the call behind whose CALL the tape stands. */
static bool find_input(struct tape tape, uint32_t argument, struct tape_event *ret)
{
	while (tape_next(&tape, ret) > 0 && ret->kind == TAPE_IN)
		if (ret->place.by == TAPE_BY_ARGUMENT && ret->place.argument == argument)
			return true;
	return false;
}

static void add_scalar(struct buf *to, char type, uint64_t value)
{
	if (type == 'i')
		buf_printf(to, "%d", (int32_t)value);
	else
		buf_printf(to, "%lld", (long long)value);
}

static void add_recorded(struct buf *to, struct tape tape, char type, uint64_t value,
			 uint32_t argument)
{
	struct tape_event input;

	if (type != 'p')
		add_scalar(to, type, value);
	else if (!value)
		buf_puts(to, "null");
	else if (!find_input(tape, argument, &input))
		buf_puts(to, "&");
	else if (input.is_hashed)
		buf_printf(to, "%llu bytes", (unsigned long long)input.size);
	else
		add_bytes(to, input.bytes.at, input.bytes.len);
}

void difference_recorded(struct buf *to, struct tape tape, const struct tape_event *call)
{
	const struct tape_import *import = &tape.imports[call->import];
	const size_t params = tape_params(import->type);

	buf_printf(to, "%.*s(", (int)import->name.len, import->name.at);
	for (uint32_t i = 0; i < params; i++) {
		buf_puts(to, i ? ", " : "");
		add_recorded(to, tape, import->type.at[i], call->args[i], i);
	}
	buf_puts(to, ")");
}

/* A text that the guest passes, or as many bytes as were recorded. */
static void add_pointed(struct buf *to, struct engine_instance *instance, uint64_t pointer,
			size_t size)
{
	size_t memory;
	const uint8_t *base = engine_memory(instance, &memory);
	const uint8_t *at, *end;

	if (pointer >= memory) {
		buf_printf(to, "%#llx", (unsigned long long)pointer);
		return;
	}
	at = base + pointer;
	end = memchr(at, '\0', memory - pointer < 256 ? memory - pointer : 256);
	if (end && end > at && is_text(at, (size_t)(end - at)))
		add_bytes(to, at, (size_t)(end - at));
	else if (size && size <= memory - pointer)
		add_bytes(to, at, size);
	else
		buf_puts(to, "&");
}

void difference_seen(struct buf *to, struct engine_instance *instance, const char *name,
		     struct tape_bytes type, const uint64_t *args, const struct tape *like)
{
	const size_t params = tape_params(type);

	buf_printf(to, "%s(", name);
	for (uint32_t i = 0; i < params; i++) {
		struct tape_event input = { 0 };

		buf_puts(to, i ? ", " : "");
		if (like && !find_input(*like, i, &input))
			input.size = 0;
		if (type.at[i] != 'p')
			add_scalar(to, type.at[i], args[i]);
		else if (!args[i])
			buf_puts(to, "null");
		else if (like && !input.size)
			buf_puts(to, "&");
		else
			add_pointed(to, instance, (uint32_t)args[i], (size_t)input.size);
	}
	buf_puts(to, ")");
}

static size_t line_end(const char *text, size_t size, size_t at)
{
	const char *end = at < size ? memchr(text + at, '\n', size - at) : NULL;

	return end ? (size_t)(end - text) : size;
}

static void add_line(struct buf *to, const char *text, size_t size, size_t at)
{
	if (at >= size)
		buf_puts(to, "nothing more");
	else
		add_text(to, text + at, line_end(text, size, at) - at, LINE_SHOWN);
}

void difference_lines(struct buf *to, const char *recorded, size_t recorded_size, const char *seen,
		      size_t seen_size)
{
	size_t at = 0, begin = 0;
	unsigned long line = 1;

	for (; at < recorded_size && at < seen_size && recorded[at] == seen[at]; at++)
		if (recorded[at] == '\n') {
			line++;
			begin = at + 1;
		}
	buf_printf(to, "line %lu: recorded ", line);
	add_line(to, recorded, recorded_size, begin);
	buf_puts(to, ", now ");
	add_line(to, seen, seen_size, begin);
}
