/* SPDX-License-Identifier: MIT */
/* A value of a record, as filters and sorting see it. */
#ifndef COLUMNS_VALUE_H
#define COLUMNS_VALUE_H

#include <stddef.h>
#include <stdint.h>

enum value_type { VALUE_UNSIGNED, VALUE_SIGNED, VALUE_FLOAT, VALUE_TEXT };

struct value {
	enum value_type type;
	union {
		uint64_t u;
		int64_t s;
		double f;
		struct {
			const char *data;  /* any bytes */
			size_t len;
		} text;
	};
	char *own; /* what a text points to if it was made for the value: its maker frees it; or null */
};

/* Less than, equal to, or greater than 0. Numbers of all types compare by what they are; a text
 * comes after all numbers. */
int value_compare(const struct value *left, const struct value *right);

/* A number as floating point; 0 for a text. */
double value_number(const struct value *value);

#endif
