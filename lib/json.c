// SPDX-License-Identifier: MIT
#include "lib/json.h"

#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/utf8.h"

static void put(struct json_writer *json, const char *text)
{
	buf_add(json->to, text, strlen(text));
}

static void put_string(struct json_writer *json, const unsigned char *text, size_t len)
{
	size_t plain;
	char code[8];

	put(json, "\"");
	for (size_t i = 0; i < len; i++) {
		for (plain = i; plain < len && text[plain] >= ' ' && text[plain] < 0x7f &&
				text[plain] != '"' && text[plain] != '\\'; plain++)
			;
		buf_add(json->to, text + i, plain - i);
		i = plain;
		if (i == len)
			break;
		snprintf(code, sizeof(code), text[i] == '"' || text[i] == '\\' ? "\\%c" : "\\u%04x",
			 text[i]);
		put(json, code);
	}
	put(json, "\"");
}

/* What comes before a value. */
static void start(struct json_writer *json, const char *key)
{
	if (json->comma)
		put(json, ",");
	json->comma = true;
	if (!key)
		return;
	put_string(json, (const unsigned char *)key, strlen(key));
	put(json, ":");
}

void json_write_begin(struct json_writer *json, const char *key, char bracket)
{
	start(json, key);
	buf_add(json->to, &bracket, 1);
	json->comma = false;
}

void json_write_end(struct json_writer *json, char bracket)
{
	buf_add(json->to, &bracket, 1);
	json->comma = true;
}

void json_write_bytes(struct json_writer *json, const char *key, const void *text, size_t len)
{
	start(json, key);
	put_string(json, text, len);
}

void json_write_text(struct json_writer *json, const char *key, const char *text)
{
	if (text) {
		json_write_bytes(json, key, text, strlen(text));
		return;
	}
	start(json, key);
	put(json, "null");
}

void json_write_utf8(struct json_writer *json, const char *key, const char *text, size_t len)
{
	size_t size;

	start(json, key);
	put(json, "\"");
	for (size_t i = 0; i < len; i += size) {
		uint32_t character;
		char code[16] = "";

		size = utf8_take(text + i, len - i, &character);
		if (!size)
			size = 1, character = 0xfffd;
		if (character == '"' || character == '\\')
			snprintf(code, sizeof(code), "\\%c", (char)character);
		else if (character >= 0x10000)
			snprintf(code, sizeof(code), "\\u%04x\\u%04x",
				 0xd800 + ((character - 0x10000) >> 10),
				 0xdc00 + ((character - 0x10000) & 0x3ff));
		else if (character < ' ' || character >= 0x7f)
			snprintf(code, sizeof(code), "\\u%04x", character);
		else
			code[0] = (char)character;
		put(json, code);
	}
	put(json, "\"");
}

void json_write_number(struct json_writer *json, const char *key, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	start(json, key);
	put(json, text);
}

void json_write_signed(struct json_writer *json, const char *key, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	start(json, key);
	put(json, text);
}

void json_write_bool(struct json_writer *json, const char *key, bool value)
{
	start(json, key);
	put(json, value ? "true" : "false");
}

void json_write_decimal(struct json_writer *json, const char *key, double number)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", number);
	start(json, key);
	put(json, text);
}
