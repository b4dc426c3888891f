// SPDX-License-Identifier: MIT
/* The kinds of columns. What is read from a record can be at any alignment. */
#include "columns/kind.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/integer.h"
#include "lib/text.h"

enum { ANY_INTEGER = 1 | 2 | 4 | 8 };

/* --- integers -------------------------------------------------------------------------- */

uint64_t integer_bits(const struct column *column, const void *at)
{
	unsigned __int128 all = 0;

	memcpy(&all, at, column->size < sizeof(all) ? column->size : sizeof(all));
	all >>= column->bit_offset % 8;
	if (column->bits && column->bits < 64)
		all &= ((unsigned __int128)1 << column->bits) - 1;
	return (uint64_t)all;
}

int64_t integer_extend(const struct column *column, uint64_t number)
{
	const unsigned int bits = column->bits ? column->bits : 8 * column->size;

	if (!bits || bits >= 64) /* bit-fields of 128-bit integers can have more */
		return (int64_t)number;
	return (int64_t)(number << (64 - bits)) >> (64 - bits);
}

struct value integer_unsigned(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_UNSIGNED, .u = integer_bits(column, at) };
}

static struct value signed_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_SIGNED,
			       .s = integer_extend(column, integer_bits(column, at)) };
}

struct value integer_value(const struct column *column, const void *at)
{
	return column->is_signed ? signed_value(column, at) : integer_unsigned(column, at);
}

void integer_print(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);

	if (value.type == VALUE_SIGNED)
		text(to, "%lld", (long long)value.s);
	else
		text(to, "%llu", (unsigned long long)value.u);
}

/* What may stand behind a number: a factor. */
static bool suffix(const char *end, double *ret_factor)
{
	static const struct {
		const char *name;
		double factor;
	} suffixes[] = {
		{ "", 1 },    { "ns", 1 },   { "us", 1e3 },    { "ms", 1e6 },
		{ "s", 1e9 }, { "K", 1024 }, { "M", 1 << 20 }, { "G", 1 << 30 },
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strcmp(suffixes[i].name, end) == 0) {
			*ret_factor = suffixes[i].factor;
			return true;
		}
	return false;
}

static bool parse_fraction(const char *text, struct value *ret_value)
{
	double factor, number;
	char *end;

	number = strtod(text, &end);
	if (end == text || !suffix(end, &factor) || !(number * factor < 1e19))
		return false;
	*ret_value = (struct value){ .type = VALUE_FLOAT, .f = number * factor };
	return true;
}

bool integer_parse(const struct column *column, const char *text, struct value *ret_value)
{
	const bool negative = *text == '-';
	double factor;
	uint64_t number;
	char *end;

	(void)column;
	if (!strchr("0123456789", text[negative]))
		return false;
	errno = 0;
	number = strtoull(text + negative, &end, 0);
	if (errno || end == text + negative || !suffix(end, &factor) ||
	    __builtin_mul_overflow(number, (uint64_t)factor, &number))
		return parse_fraction(text, ret_value);
	*ret_value = (struct value){ .type = negative ? VALUE_SIGNED : VALUE_UNSIGNED,
				     .u = number };
	if (negative && number > INT64_MAX)
		return false;
	if (negative)
		ret_value->s = -(int64_t)number;
	return true;
}

const struct column_kind kind_unsigned = { "number",      true,          0,
					   integer_print, integer_print, integer_value,
					   integer_parse, ANY_INTEGER };
const struct column_kind kind_signed = { "number",      true,          0,
					 integer_print, integer_print, integer_value,
					 integer_parse, ANY_INTEGER };

static void print_hex(struct buf *to, const struct column *column, const void *at)
{
	text(to, "0x%llx", (unsigned long long)integer_bits(column, at));
}

static void json_hex(struct buf *to, const struct column *column, const void *at)
{
	text(to, "\"0x%llx\"", (unsigned long long)integer_bits(column, at));
}

const struct column_kind kind_hex = { "hex",         true,       18,
				      print_hex,     json_hex,   integer_unsigned,
				      integer_parse, ANY_INTEGER };

static void print_bool(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, integer_bits(column, at) ? "true" : "false");
}

static struct value bool_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_UNSIGNED, .u = integer_bits(column, at) != 0 };
}

static bool parse_bool(const struct column *column, const char *text, struct value *ret_value)
{
	const bool is_true = strcmp(text, "true") == 0;

	*ret_value = (struct value){ .type = VALUE_UNSIGNED, .u = is_true };
	return is_true || strcmp(text, "false") == 0 || integer_parse(column, text, ret_value);
}

const struct column_kind kind_bool = { "bool",     false,      5,          print_bool,
				       print_bool, bool_value, parse_bool, 1 };

/* --- bytes --------------------------------------------------------------------------------- */

struct value integer_bytes(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_TEXT, .text = { at, column->size } };
}

static struct value text_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_TEXT, .text = { at, strnlen(at, column->size) } };
}

static void print_text(struct buf *to, const struct column *column, const void *at)
{
	escape_text(to, at, strnlen(at, column->size));
}

static void json_text(struct buf *to, const struct column *column, const void *at)
{
	escape_json(to, at, strnlen(at, column->size));
}

static bool parse_text(const struct column *column, const char *text, struct value *ret_value)
{
	(void)column;
	*ret_value = (struct value){ .type = VALUE_TEXT, .text = { text, strlen(text) } };
	return true;
}

const struct column_kind kind_text = { "text",    false,      0,          print_text,
				       json_text, text_value, parse_text, ~0u };

static void print_bytes(struct buf *to, const struct column *column, const void *at)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = at;

	for (uint32_t i = 0; i < column->size; i++) {
		const char two[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 15] };

		buf_add(to, two, sizeof(two));
	}
}

static void json_bytes(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, "\"");
	print_bytes(to, column, at);
	buf_puts(to, "\"");
}

/* Hexadecimal digits, as they are printed. */
static bool parse_bytes(const struct column *column, const char *text, struct value *ret_value)
{
	const size_t len = strlen(text);
	const bool is_hex = len % 2 == 0 && strspn(text, "0123456789abcdefABCDEF") == len;
	char *bytes = is_hex ? malloc(len / 2 + 1) : NULL;

	(void)column;
	for (size_t i = 0; bytes && i < len / 2; i++) {
		unsigned int byte = 0;

		sscanf(text + 2 * i, "%2x", &byte);
		bytes[i] = (char)byte;
	}
	if (bytes)
		*ret_value = (struct value){ .type = VALUE_TEXT,
					     .text = { bytes, len / 2 },
					     .own = bytes };
	return bytes;
}

const struct column_kind kind_bytes = { "bytes",    false,         0,           print_bytes,
					json_bytes, integer_bytes, parse_bytes, ~0u };

/* --- others -------------------------------------------------------------------------------- */

static struct value float_value(const struct column *column, const void *at)
{
	struct value value = { .type = VALUE_FLOAT };
	float narrow;

	if (column->size == 4) {
		memcpy(&narrow, at, sizeof(narrow));
		value.f = (double)narrow;
	} else {
		memcpy(&value.f, at, sizeof(value.f));
	}
	return value;
}

static void print_float(struct buf *to, const struct column *column, const void *at)
{
	buf_printf(to, column->size == 4 ? "%.9g" : "%.17g", float_value(column, at).f);
}

/* JSON has no infinities. */
static void json_float(struct buf *to, const struct column *column, const void *at)
{
	if (__builtin_isfinite(float_value(column, at).f))
		print_float(to, column, at);
	else
		buf_puts(to, "null");
}

static bool parse_float(const struct column *column, const char *text, struct value *ret_value)
{
	(void)column;
	return parse_fraction(text, ret_value);
}

const struct column_kind kind_float = { "float",    true,        12,          print_float,
					json_float, float_value, parse_float, 0 };

/* Integers of 16 bytes, all of whose digits are shown. */
static void print_wide(struct buf *to, const struct column *column, const void *at)
{
	unsigned __int128 number;
	char digits[40];
	size_t i = sizeof(digits);

	memcpy(&number, at, sizeof(number));
	if (column->is_signed && (__int128)number < 0) {
		number = -number;
		buf_puts(to, "-");
	}
	do
		digits[--i] = (char)('0' + (int)(number % 10));
	while (number /= 10);
	buf_add(to, digits + i, sizeof(digits) - i);
}

/* Filters see it as a number, with what floating point keeps of it. */
static struct value wide_value(const struct column *column, const void *at)
{
	unsigned __int128 number;

	memcpy(&number, at, sizeof(number));
	return (struct value){ .type = VALUE_FLOAT,
			       .f = column->is_signed ? (double)(__int128)number : (double)number };
}

const struct column_kind kind_wide = { "number",   true,       20,          print_wide,
				       print_wide, wide_value, parse_float, 0 };

/* --- lists --------------------------------------------------------------------------------- */

/* An element as a column of its own. */
static struct column element_of(const struct column *column)
{
	struct column element = *column;

	element.size = column->size / column->count;
	element.count = 0;
	element.kind = btf_is_any_enum(btf__type_by_id(column->btf, column->type)) ? &kind_enum
		       : element.size == 16                                        ? &kind_wide
		       : column->is_signed                                         ? &kind_signed
										   : &kind_unsigned;
	return element;
}

static void print_list(struct buf *to, const struct column *column, const void *at)
{
	const struct column element = element_of(column);

	for (uint32_t i = 0; i < column->count; i++) {
		buf_puts(to, i ? "," : "[");
		element.kind->json(to, &element, (const char *)at + i * (size_t)element.size);
	}
	buf_puts(to, "]");
}

const struct column_kind kind_list = { "list",     false,         24,          print_list,
				       print_list, integer_bytes, parse_bytes, 0 };

/* Counts for powers of two: a list, which a table shows as bars. */
const struct column_kind kind_slots = { "slots",    false,         24,          print_list,
					print_list, integer_bytes, parse_bytes, 0 };

enum { SLOTS_MAX = 64 };

void kind_print_bar(struct buf *to, int filled)
{
	buf_printf(to, "|%-*.*s|\n", KIND_BAR_WIDTH, filled,
		   "****************************************");
}

/* As bcc has it, from 0 on, for those who say by a title what the numbers are. */
static void print_titled(struct buf *to, const char *title, const uint64_t *counts, uint32_t end,
			 uint64_t most)
{
	char heading[32];

	snprintf(heading, sizeof(heading), "%.20s", title);
	for (char *at = heading; *at; at++)
		*at = isprint((unsigned char)*at) ? *at : '?';
	buf_printf(to, "%21s : %-8s distribution\n", heading, "count");
	for (uint32_t i = 0; i < end; i++) {
		const double bar = (double)counts[i] * KIND_BAR_WIDTH;

		buf_printf(to, "%9llu -> %-9llu : %-8llu ", i ? 1ull << i : 0, (2ull << i) - 1,
			   (unsigned long long)counts[i]);
		kind_print_bar(to, counts[i] ? (int)((bar - 1) / (double)most) + 1 : 0);
	}
	buf_puts(to, "\n");
}

void kind_print_slots(struct buf *to, const struct column *column, const void *at)
{
	struct column slot = element_of(column);
	uint64_t counts[SLOTS_MAX] = { 0 }, most = 0;
	uint32_t first = column->count, end = 0;

	for (uint32_t i = 0; i < column->count && i < SLOTS_MAX; i++) {
		counts[i] = integer_bits(&slot, (const char *)at + i * (size_t)slot.size);
		if (!counts[i])
			continue;
		first = first == column->count ? i : first;
		end = i + 1;
		most = counts[i] > most ? counts[i] : most;
	}
	if (column->title) {
		print_titled(to, column->title, counts, end, most);
		return;
	}
	for (uint32_t i = first; i < end; i++) {
		buf_printf(to, "%10llu - %-10llu %10llu ", i ? 1ull << i : 0, (2ull << i) - 1,
			   (unsigned long long)counts[i]);
		kind_print_bar(to, (int)((double)counts[i] * KIND_BAR_WIDTH / (double)most));
	}
}

/* --- by name ------------------------------------------------------------------------------- */

static const struct column_kind *const named[] = {
	&kind_unsigned, &kind_hex,    &kind_text, &kind_bytes, &kind_duration, &kind_time,
	&kind_wall,     &kind_ip,     &kind_port, &kind_errno, &kind_signal,   &kind_bool,
	&kind_size,     &kind_pages,  &kind_uid,  &kind_gid,   &kind_device,   &kind_syscall,
	&kind_kstack,   &kind_ustack, &kind_ksym, &kind_usym,  &kind_cgroup,   &kind_mntns,
	&kind_ms,       NULL,
};

const struct column_kind *kind_named(const char *name)
{
	const size_t len = strcspn(name, "=");

	for (const struct column_kind *const *kind = named; *kind; kind++)
		if (strncmp((*kind)->name, name, len) == 0 && !(*kind)->name[len])
			return *kind;
	return NULL;
}

bool kind_fits(const struct column_kind *kind, uint32_t size)
{
	if ((kind == &kind_kstack || kind == &kind_ustack) && size > 16)
		return size % 8 == 0;
	return kind->sizes == ~0u || (size <= 16 && (size & (size - 1)) == 0 && kind->sizes & size);
}
