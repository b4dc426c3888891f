// SPDX-License-Identifier: MIT
/* The kinds of columns. What is read from a record can be at any alignment. */
#include "streams/kind.h"

#include <arpa/inet.h>
#include <bpf/btf.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/text.h"
#include "streams/column.h"
#include "streams/escape.h"

enum { ANY_INTEGER = 1 | 2 | 4 | 8 };

/* --- integers -------------------------------------------------------------------------- */

static uint64_t bits_of(const struct column *column, const void *at)
{
	unsigned __int128 all = 0;

	memcpy(&all, at, column->size);
	if (column->bits)
		all = all >> column->bit_offset & (((unsigned __int128)1 << column->bits) - 1);
	return (uint64_t)all;
}

static int64_t extend(const struct column *column, uint64_t number)
{
	const unsigned int bits = column->bits ? column->bits : 8 * column->size;

	return (int64_t)(number << (64 - bits)) >> (64 - bits);
}

static struct value unsigned_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_UNSIGNED, .u = bits_of(column, at) };
}

static struct value signed_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_SIGNED, .s = extend(column, bits_of(column, at)) };
}

static struct value integer_value(const struct column *column, const void *at)
{
	return column->is_signed ? signed_value(column, at) : unsigned_value(column, at);
}

static void print_integer(struct buf *to, const struct column *column, const void *at)
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

static bool parse_integer(const struct column *column, const char *text, struct value *ret_value)
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
					   print_integer, print_integer, integer_value,
					   parse_integer, ANY_INTEGER };
const struct column_kind kind_signed = { "number",      true,          0,
					 print_integer, print_integer, integer_value,
					 parse_integer, ANY_INTEGER };

static void print_hex(struct buf *to, const struct column *column, const void *at)
{
	text(to, "0x%llx", (unsigned long long)bits_of(column, at));
}

static void json_hex(struct buf *to, const struct column *column, const void *at)
{
	text(to, "\"0x%llx\"", (unsigned long long)bits_of(column, at));
}

const struct column_kind kind_hex = { "hex",         true,       18,
				      print_hex,     json_hex,   unsigned_value,
				      parse_integer, ANY_INTEGER };

static void print_bool(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, bits_of(column, at) ? "true" : "false");
}

static struct value bool_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_UNSIGNED, .u = bits_of(column, at) != 0 };
}

static bool parse_bool(const struct column *column, const char *text, struct value *ret_value)
{
	const bool is_true = strcmp(text, "true") == 0;

	*ret_value = (struct value){ .type = VALUE_UNSIGNED, .u = is_true };
	return is_true || strcmp(text, "false") == 0 || parse_integer(column, text, ret_value);
}

const struct column_kind kind_bool = { "bool",     false,      5,          print_bool,
				       print_bool, bool_value, parse_bool, 1 };

/* --- names for numbers ----------------------------------------------------------------- */

static const char *enum_name(const struct column *column, const struct value *value)
{
	const struct btf_type *type = btf__type_by_id(column->btf, column->type);
	const uint64_t number = value->u;

	for (uint32_t i = 0; btf_is_enum(type) && i < btf_vlen(type); i++)
		if ((uint32_t)btf_enum(type)[i].val == (uint32_t)number)
			return btf__name_by_offset(column->btf, btf_enum(type)[i].name_off);
	for (uint32_t i = 0; btf_is_enum64(type) && i < btf_vlen(type); i++)
		if (btf_enum64_value(&btf_enum64(type)[i]) == number)
			return btf__name_by_offset(column->btf, btf_enum64(type)[i].name_off);
	return NULL;
}

static void print_enum(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);
	const char *name = enum_name(column, &value);

	if (name)
		escape_text(to, name, strlen(name));
	else
		print_integer(to, column, at);
}

static void json_enum(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);
	const char *name = enum_name(column, &value);

	if (name)
		escape_json(to, name, strlen(name));
	else
		print_integer(to, column, at);
}

static bool parse_enum(const struct column *column, const char *text, struct value *ret_value)
{
	const struct btf_type *type = btf__type_by_id(column->btf, column->type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const bool is_long = btf_is_enum64(type);
		const uint32_t name = is_long ? btf_enum64(type)[i].name_off
					      : btf_enum(type)[i].name_off;
		const int64_t narrow = is_long ? 0 : btf_enum(type)[i].val;

		if (strcmp(btf__name_by_offset(column->btf, name), text) != 0)
			continue;
		*ret_value = (struct value){
			.type = column->is_signed ? VALUE_SIGNED : VALUE_UNSIGNED,
			.u = is_long             ? btf_enum64_value(&btf_enum64(type)[i])
			     : column->is_signed ? (uint64_t)narrow
						 : (uint32_t)narrow,
		};
		return true;
	}
	return parse_integer(column, text, ret_value);
}

const struct column_kind kind_enum = { "enum",    false,         16,         print_enum,
				       json_enum, integer_value, parse_enum, 0 };

/* A result of the kernel: what is negative and small is an error. */
static void print_errno(struct buf *to, const struct column *column, const void *at)
{
	const int64_t number = extend(column, bits_of(column, at));
	const char *name = number < 0 && number > -4096 ? strerrorname_np((int)-number)
			   : !column->is_signed && number > 0 && number < 4096
				   ? strerrorname_np((int)number)
				   : NULL;

	if (name)
		text(to, number < 0 ? "-%s" : "%s", name);
	else
		print_integer(to, column, at);
}

static bool parse_errno(const struct column *column, const char *text, struct value *ret_value)
{
	const bool negative = *text == '-';

	for (int i = 1; i < 134; i++) {
		const char *name = strerrorname_np(i);

		if (!name || strcmp(name, text + negative) != 0)
			continue;
		*ret_value = (struct value){ .type = VALUE_SIGNED, .s = negative ? -i : i };
		return true;
	}
	return parse_integer(column, text, ret_value);
}

static const struct column_kind kind_errno = { "errno",     false,         12,
					       print_errno, print_integer, integer_value,
					       parse_errno, ANY_INTEGER };

static void print_signal(struct buf *to, const struct column *column, const void *at)
{
	const uint64_t number = bits_of(column, at);
	const char *name = number && number < NSIG ? sigabbrev_np((int)number) : NULL;

	if (name)
		text(to, "SIG%s", name);
	else
		print_integer(to, column, at);
}

static bool parse_signal(const struct column *column, const char *text, struct value *ret_value)
{
	for (int i = 1; i < NSIG; i++) {
		const char *name = sigabbrev_np(i);

		if (!name || strcmp(name, strncmp(text, "SIG", 3) == 0 ? text + 3 : text) != 0)
			continue;
		*ret_value = (struct value){ .type = VALUE_UNSIGNED, .u = (uint64_t)i };
		return true;
	}
	return parse_integer(column, text, ret_value);
}

static const struct column_kind kind_signal = { "signal",     false,         9,
						print_signal, print_integer, integer_value,
						parse_signal, ANY_INTEGER };

/* --- time ---------------------------------------------------------------------------------- */

static void print_duration(struct buf *to, const struct column *column, const void *at)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	const struct value value = integer_value(column, at);
	double number = value_number(&value);
	unsigned int unit = 0;

	while (unit < 3 && (number >= 1000 || number <= -1000)) {
		number /= 1000;
		unit++;
	}
	buf_printf(to, unit ? "%.1f%s" : "%.0f%s", number, units[unit]);
}

static const struct column_kind kind_duration = { "ns",           true,          8,
						  print_duration, print_integer, integer_value,
						  parse_integer,  ANY_INTEGER };

/* ns between the start of the two clocks; it is enough to ask once. */
static int64_t wall_offset(void)
{
	static int64_t offset;
	struct timespec wall, boot;

	if (!offset) {
		clock_gettime(CLOCK_REALTIME, &wall);
		clock_gettime(CLOCK_BOOTTIME, &boot);
		offset = (wall.tv_sec - boot.tv_sec) * 1000000000LL + wall.tv_nsec - boot.tv_nsec;
	}
	return offset;
}

static void print_time_of(struct buf *to, uint64_t ns)
{
	const time_t seconds = (time_t)(ns / 1000000000);
	struct tm local;

	if (localtime_r(&seconds, &local))
		buf_printf(to, "%02d:%02d:%02d.%06u", local.tm_hour, local.tm_min, local.tm_sec,
			   (unsigned int)(ns % 1000000000 / 1000));
}

static void print_time(struct buf *to, const struct column *column, const void *at)
{
	print_time_of(to, bits_of(column, at) + (uint64_t)wall_offset());
}

static const struct column_kind kind_time = {
	"time", false, 15, print_time, print_integer, unsigned_value, parse_integer, 8
};

static void print_wall(struct buf *to, const struct column *column, const void *at)
{
	print_time_of(to, bits_of(column, at));
}

static const struct column_kind kind_wall = {
	"walltime", false, 15, print_wall, print_integer, unsigned_value, parse_integer, 8
};

/* --- networks ------------------------------------------------------------------------------ */

static void print_address(struct buf *to, const struct column *column, const void *at)
{
	char address[INET6_ADDRSTRLEN];

	inet_ntop(column->size == 4 ? AF_INET : AF_INET6, at, address, sizeof(address));
	buf_puts(to, address);
}

static void json_address(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, "\"");
	print_address(to, column, at);
	buf_puts(to, "\"");
}

static struct value bytes_value(const struct column *column, const void *at)
{
	return (struct value){ .type = VALUE_TEXT, .text = { at, column->size } };
}

static bool parse_address(const struct column *column, const char *text, struct value *ret_value)
{
	char *bytes = malloc(16);

	if (!bytes || inet_pton(column->size == 4 ? AF_INET : AF_INET6, text, bytes) != 1) {
		free(bytes);
		return false;
	}
	*ret_value = (struct value){ .type = VALUE_TEXT,
				     .text = { bytes, column->size },
				     .own = bytes };
	return true;
}

static const struct column_kind kind_ip = { "ip",          false,        0,
					    print_address, json_address, bytes_value,
					    parse_address, 4 | 16 };

static struct value port_value(const struct column *column, const void *at)
{
	uint16_t port;

	(void)column;
	memcpy(&port, at, sizeof(port));
	return (struct value){ .type = VALUE_UNSIGNED, .u = ntohs(port) };
}

static void print_port(struct buf *to, const struct column *column, const void *at)
{
	text(to, "%llu", (unsigned long long)port_value(column, at).u);
}

static const struct column_kind kind_port = { "port",     true,          5, print_port, print_port,
					      port_value, parse_integer, 2 };

/* --- bytes --------------------------------------------------------------------------------- */

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

const struct column_kind kind_bytes = { "bytes",    false,       0,           print_bytes,
					json_bytes, bytes_value, parse_bytes, ~0u };

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

const struct column_kind kind_list = { "list",     false,       24,          print_list,
				       print_list, bytes_value, parse_bytes, 0 };

/* --- by name ------------------------------------------------------------------------------- */

static const struct column_kind *const named[] = {
	&kind_unsigned, &kind_hex,  &kind_text, &kind_bytes, &kind_duration,
	&kind_time,     &kind_wall, &kind_ip,   &kind_port,  &kind_errno,
	&kind_signal,   &kind_bool, NULL,
};

const struct column_kind *kind_named(const char *name)
{
	for (const struct column_kind *const *kind = named; *kind; kind++)
		if (strcmp((*kind)->name, name) == 0)
			return *kind;
	return NULL;
}

bool kind_fits(const struct column_kind *kind, uint32_t size)
{
	return kind->sizes == ~0u || (size <= 16 && (size & (size - 1)) == 0 && kind->sizes & size);
}
