// SPDX-License-Identifier: MIT
#include "columns/value.h"

#include <string.h>

static int order(int less, int greater)
{
	return greater - less;
}

double value_number(const struct value *value)
{
	switch (value->type) {
	case VALUE_UNSIGNED:
		return (double)value->u;
	case VALUE_SIGNED:
		return (double)value->s;
	case VALUE_FLOAT:
		return value->f;
	default:
		return 0;
	}
}

static int compare_texts(const struct value *left, const struct value *right)
{
	const size_t a = left->text.len, b = right->text.len, common = a < b ? a : b;
	const int ret = common ? memcmp(left->text.data, right->text.data, common) : 0;

	return ret ? ret : order(a<b, a> b);
}

/* One is negative, or both are of one sign, where the bits tell. */
static int compare_integers(const struct value *left, const struct value *right)
{
	const int a = left->type == VALUE_SIGNED && left->s < 0;
	const int b = right->type == VALUE_SIGNED && right->s < 0;

	if (a != b)
		return b - a;
	return order(left->u<right->u, left->u> right->u);
}

int value_compare(const struct value *left, const struct value *right)
{
	double a, b;

	if (left->type == VALUE_TEXT || right->type == VALUE_TEXT)
		return left->type == right->type
			       ? compare_texts(left, right)
			       : order(right->type == VALUE_TEXT, left->type == VALUE_TEXT);
	if (left->type != VALUE_FLOAT && right->type != VALUE_FLOAT)
		return compare_integers(left, right);
	a = value_number(left);
	b = value_number(right);
	return order(a<b, a> b);
}
