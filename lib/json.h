/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON without white space. The writer adds commas; the caller closes what it opens.
 * Texts may hold any bytes. A byte that is not ASCII stands for the character with its number,
 * so that the output is ASCII.
 *
 * `key` is null for elements of arrays, and for the outermost value.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct json_writer {
	struct buf *to;
	bool comma;  /* the next member or element needs one */
};

/* `bracket` is '{' or '[' at the beginning, '}' or ']' at the end. */
void json_write_begin(struct json_writer *json, const char *key, char bracket);
void json_write_end(struct json_writer *json, char bracket);

/* A string. A null `text` is written as null. */
void json_write_text(struct json_writer *json, const char *key, const char *text);
void json_write_bytes(struct json_writer *json, const char *key, const void *text, size_t len);
/* A string of characters in UTF-8; what is none of them is written as U+FFFD. */
void json_write_utf8(struct json_writer *json, const char *key, const char *text, size_t len);

void json_write_number(struct json_writer *json, const char *key, uint64_t number);
void json_write_signed(struct json_writer *json, const char *key, int64_t number);
/* With three digits after the point. */
void json_write_decimal(struct json_writer *json, const char *key, double number);
void json_write_bool(struct json_writer *json, const char *key, bool value);

#endif
