/* SPDX-License-Identifier: MIT */
/* What the kinds of columns share: integers of any size, at any alignment. */
#ifndef COLUMNS_INTEGER_H
#define COLUMNS_INTEGER_H

#include <stdbool.h>
#include <stdint.h>

#include "columns/value.h"

struct buf;
struct column;

/* The bits of an integer or bit-field, and the same with the sign that the column's size gives. */
uint64_t integer_bits(const struct column *column, const void *at);
int64_t integer_extend(const struct column *column, uint64_t number);

/* Rows of kinds (kind.h): by the column's sign; as unsigned; as decimal digits. */
struct value integer_value(const struct column *column, const void *at);
struct value integer_unsigned(const struct column *column, const void *at);
void integer_print(struct buf *to, const struct column *column, const void *at);
bool integer_parse(const struct column *column, const char *text, struct value *ret_value);

/* All bytes of a column as a text. */
struct value integer_bytes(const struct column *column, const void *at);

#endif
