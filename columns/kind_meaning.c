// SPDX-License-Identifier: MIT
/* Kinds of integers and bytes that mean something: names, times, addresses. */
#include <arpa/inet.h>
#include <bpf/btf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/integer.h"
#include "columns/kind.h"
#include "lib/text.h"

enum { ANY_INTEGER = 1 | 2 | 4 | 8 };

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

/* Whether all names of an enum are of one bit each, or of none: then it is a set of flags. */
static bool is_flags(const struct column *column)
{
	const struct btf_type *type = btf__type_by_id(column->btf, column->type);
	uint64_t all = 0;
	uint32_t bits = 0;

	if (!btf_is_enum(type))
		return false;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const uint32_t value = (uint32_t)btf_enum(type)[i].val;

		if (value & (value - 1) || all & value)
			return false;
		all |= value;
		bits += value > 0;
	}
	return bits > 2; /* 1 and 2 are also the first two of any enum */
}

/* "A|C|0x10". False if the number has no name of a bit. */
static bool add_flags(struct buf *to, const struct column *column, uint64_t number)
{
	const struct btf_type *type = btf__type_by_id(column->btf, column->type);
	const size_t start = to->len;

	if (!number || !is_flags(column))
		return false;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const uint32_t value = (uint32_t)btf_enum(type)[i].val;
		const char *name = btf__name_by_offset(column->btf, btf_enum(type)[i].name_off);

		if (!value || !(number & value))
			continue;
		buf_puts(to, to->len > start ? "|" : "");
		escape_text(to, name, strlen(name));
		number &= ~(uint64_t)value;
	}
	if (to->len == start)
		return false;
	if (number)
		buf_printf(to, "|%#llx", (unsigned long long)number);
	return true;
}

static void print_enum(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);
	const char *name = enum_name(column, &value);

	if (name)
		escape_text(to, name, strlen(name));
	else if (!add_flags(to, column, value.u))
		integer_print(to, column, at);
}

static void json_enum(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);
	const char *name = enum_name(column, &value);

	struct buf flags = BUF_INIT(4096);

	if (name)
		escape_json(to, name, strlen(name));
	else if (add_flags(&flags, column, value.u))
		escape_json(to, flags.data, flags.len);
	else
		integer_print(to, column, at);
	buf_release(&flags);
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
	return integer_parse(column, text, ret_value);
}

const struct column_kind kind_enum = { "enum",    false,         16,         print_enum,
				       json_enum, integer_value, parse_enum, 0 };

/* A result of the kernel: what is negative and small is an error. */
static void print_errno(struct buf *to, const struct column *column, const void *at)
{
	const int64_t number = integer_extend(column, integer_bits(column, at));
	const char *name = number < 0 && number > -4096 ? strerrorname_np((int)-number)
			   : !column->is_signed && number > 0 && number < 4096
				   ? strerrorname_np((int)number)
				   : NULL;

	if (name)
		text(to, number < 0 ? "-%s" : "%s", name);
	else
		integer_print(to, column, at);
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
	return integer_parse(column, text, ret_value);
}

const struct column_kind kind_errno = { "errno",       false,         12,          print_errno,
					integer_print, integer_value, parse_errno, ANY_INTEGER };

static void print_signal(struct buf *to, const struct column *column, const void *at)
{
	const uint64_t number = integer_bits(column, at);
	const char *name = number && number < NSIG ? sigabbrev_np((int)number) : NULL;

	if (name)
		text(to, "SIG%s", name);
	else
		integer_print(to, column, at);
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
	return integer_parse(column, text, ret_value);
}

const struct column_kind kind_signal = { "signal",     false,         9,
					 print_signal, integer_print, integer_value,
					 parse_signal, ANY_INTEGER };

/* --- time ---------------------------------------------------------------------------------- */

void kind_print_ns(struct buf *to, double ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	unsigned int unit = 0;

	while (unit < 3 && (ns >= 1000 || ns <= -1000)) {
		ns /= 1000;
		unit++;
	}
	buf_printf(to, unit ? "%.1f%s" : "%.0f%s", ns, units[unit]);
}

static void print_duration(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);

	kind_print_ns(to, value_number(&value));
}

const struct column_kind kind_duration = { "ns",           true,          8,
					   print_duration, integer_print, integer_value,
					   integer_parse,  ANY_INTEGER };

/* Always in milliseconds, for columns of numbers of one unit. */
static void print_ms(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);

	buf_printf(to, "%.3f", value_number(&value) / 1e6);
}

const struct column_kind kind_ms = { "ms",          true,          9,
				     print_ms,      integer_print, integer_value,
				     integer_parse, ANY_INTEGER };

/* --- amounts of memory --------------------------------------------------------------------- */

static void print_bytes_of(struct buf *to, double bytes)
{
	static const char units[] = "BKMGTP";
	unsigned int unit = 0;

	while (units[unit + 1] && (bytes >= 1024 || bytes <= -1024)) {
		bytes /= 1024;
		unit++;
	}
	buf_printf(to, unit ? "%.1f%c" : "%.0f%c", bytes, units[unit]);
}

static void print_size(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);

	print_bytes_of(to, value_number(&value));
}

const struct column_kind kind_size = { "size",        true,          8,
				       print_size,    integer_print, integer_value,
				       integer_parse, ANY_INTEGER };

static void print_pages(struct buf *to, const struct column *column, const void *at)
{
	const struct value value = integer_value(column, at);

	print_bytes_of(to, value_number(&value) * (double)sysconf(_SC_PAGESIZE));
}

const struct column_kind kind_pages = { "pages",       true,          8,
					print_pages,   integer_print, integer_value,
					integer_parse, ANY_INTEGER };

/* --- points in time ------------------------------------------------------------------------ */

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
	print_time_of(to, integer_bits(column, at) + (uint64_t)wall_offset());
}

const struct column_kind kind_time = {
	"time", false, 15, print_time, integer_print, integer_unsigned, integer_parse, 8
};

static void print_wall(struct buf *to, const struct column *column, const void *at)
{
	print_time_of(to, integer_bits(column, at));
}

const struct column_kind kind_wall = {
	"walltime", false, 15, print_wall, integer_print, integer_unsigned, integer_parse, 8
};

/* --- networks ------------------------------------------------------------------------------ */

static void print_address(struct buf *to, const struct column *column, const void *at)
{
	char address[INET6_ADDRSTRLEN];

	inet_ntop(column->size == 4 ? AF_INET : AF_INET6, at, address, sizeof(address));
	buf_puts(to, address);
}

static void json_quoted(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, "\"");
	column->kind->print(to, column, at);
	buf_puts(to, "\"");
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

const struct column_kind kind_ip = { "ip",          false,       0,
				     print_address, json_quoted, integer_bytes,
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

const struct column_kind kind_port = { "port",     true,          5, print_port, print_port,
				       port_value, integer_parse, 2 };

/* --- addresses that say their version --------------------------------------------------- */

/* As Inspektor Gadget lays them out: 16 bytes, then of an endpoint the port and the protocol, then
 * 4 or 6. */
enum { ENDPOINT_PORT = 16, ENDPOINT_VERSION = 20, ADDRESS_VERSION = 16 };

static void add_versioned(struct buf *to, const char *at, unsigned int version, bool has_port)
{
	char address[INET6_ADDRSTRLEN];

	if (version != 4 && version != 6) {
		buf_puts(to, "-");
		return;
	}
	inet_ntop(version == 4 ? AF_INET : AF_INET6, at, address, sizeof(address));
	buf_printf(to, version == 6 && has_port ? "[%s]" : "%s", address);
}

static void print_endpoint(struct buf *to, const struct column *column, const void *at)
{
	const char *bytes = at;
	uint16_t port;

	(void)column;
	memcpy(&port, bytes + ENDPOINT_PORT, sizeof(port));
	add_versioned(to, bytes, (unsigned char)bytes[ENDPOINT_VERSION], true);
	text(to, ":%u", (unsigned int)port);
}

static void print_versioned(struct buf *to, const struct column *column, const void *at)
{
	(void)column;
	add_versioned(to, at, ((const unsigned char *)at)[ADDRESS_VERSION], false);
}

static bool parse_none(const struct column *column, const char *text, struct value *ret_value)
{
	(void)column, (void)text, (void)ret_value;
	return false;
}

const struct column_kind kind_endpoint = { "endpoint",  false,         28,         print_endpoint,
					   json_quoted, integer_bytes, parse_none, 0 };
const struct column_kind kind_address = { "address",   false,         22,         print_versioned,
					  json_quoted, integer_bytes, parse_none, 0 };
