/* SPDX-License-Identifier: MIT */
/* Bytes that strangers wrote, so that they do no harm where they go. */
#ifndef COLUMNS_ESCAPE_H
#define COLUMNS_ESCAPE_H

#include <stddef.h>

struct buf;

/* For people: characters of UTF-8 that can be printed stay; all other bytes become \xNN. */
void escape_text(struct buf *to, const char *data, size_t len);

/* As a string of JSON, with its quotes. Bytes that are not UTF-8 become U+FFFD. */
void escape_json(struct buf *to, const char *data, size_t len);

/* As a field of CSV (RFC 4180), in quotes if it needs them. */
void escape_csv(struct buf *to, const char *data, size_t len);

/* How many characters of a text a terminal shows, if each takes one place. */
size_t escape_width(const char *data, size_t len);

#endif
