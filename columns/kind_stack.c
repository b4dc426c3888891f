// SPDX-License-Identifier: MIT
/* Kinds of addresses in code: a stack is a number in a stack-trace map, or the addresses
 * themselves; innermost first. Without a name an address is shown as it is. */
#include <errno.h>
#include <string.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/integer.h"
#include "columns/kind.h"
#include "columns/lookup.h"
#include "lib/buf.h"

static const char *record_of(const struct column *column, const void *at)
{
	return (const char *)at - column->offset;
}

/* The number in another column of the same record. */
static uint64_t number_in(const struct column *other, const struct column *column, const void *at)
{
	return integer_bits(other, record_of(column, at) + other->offset);
}

/* --- a function ---------------------------------------------------------------------------- */

static const char *function_at(const struct column *column, const void *at, bool is_user,
			       uint64_t address, uint64_t *ret_offset)
{
	const struct lookup *lookup = column->lookup;

	if (!lookup || !address)
		return NULL;
	if (!is_user)
		return lookup->kernel_function
			       ? lookup->kernel_function(lookup->context, address, ret_offset)
			       : NULL;
	if (!lookup->user_function || !column->process)
		return NULL;
	return lookup->user_function(lookup->context,
				     (int32_t)number_in(column->process, column, at), address,
				     ret_offset);
}

/* "read+0x1f", or "0x7f00". */
static void add_function(struct buf *to, const struct column *column, const void *at, bool is_user,
			 uint64_t address)
{
	uint64_t offset = 0;
	const char *name = function_at(column, at, is_user, address, &offset);

	if (!name)
		buf_printf(to, "%#llx", (unsigned long long)address);
	else if (offset)
		buf_printf(to, "%s+%#llx", name, (unsigned long long)offset);
	else
		buf_puts(to, name);
}

static void print_function(struct buf *to, const struct column *column, const void *at,
			   bool is_user)
{
	struct buf name = BUF_INIT(4096);

	add_function(&name, column, at, is_user, integer_bits(column, at));
	escape_text(to, name.data ? name.data : "", name.len);
	buf_release(&name);
}

static void print_ksym(struct buf *to, const struct column *column, const void *at)
{
	print_function(to, column, at, false);
}

static void print_usym(struct buf *to, const struct column *column, const void *at)
{
	print_function(to, column, at, true);
}

static void json_function(struct buf *to, const struct column *column, const void *at)
{
	struct buf name = BUF_INIT(4096);

	add_function(&name, column, at, column->kind == &kind_usym, integer_bits(column, at));
	escape_json(to, name.data ? name.data : "", name.len);
	buf_release(&name);
}

const struct column_kind kind_ksym = {
	"ksym", false, 24, print_ksym, json_function, integer_unsigned, integer_parse, 8
};
const struct column_kind kind_usym = {
	"usym", false, 24, print_usym, json_function, integer_unsigned, integer_parse, 8
};

/* --- a stack ------------------------------------------------------------------------------- */

/* Its addresses: how many, or -errno. */
static int frames_of(const struct column *column, const void *at,
		     uint64_t frames[static LOOKUP_FRAMES_MAX])
{
	const struct lookup *lookup = column->lookup;
	uint64_t size = column->size;
	int count = 0;

	if (column->size <= 8) {
		const int64_t id = integer_extend(column, integer_bits(column, at));
		const int64_t narrow = column->size == 4 ? (int32_t)id : id;

		if (narrow < 0)
			return narrow > -4096 ? (int)narrow : -EINVAL;
		if (!lookup || !lookup->stack)
			return -ENOENT;
		return lookup->stack(lookup->context, column->argument, narrow, frames);
	}
	if (column->length) {
		const uint64_t given = number_in(column->length, column, at);
		const int64_t length = integer_extend(column->length, given);

		size = length < 0 ? 0 : given < size ? given : size;
	}
	while (count < LOOKUP_FRAMES_MAX && ((uint64_t)count + 1) * 8 <= size) {
		memcpy(&frames[count], (const char *)at + 8 * (size_t)count, 8);
		if (!frames[count])
			break;
		count++;
	}
	return count;
}

static void print_stack(struct buf *to, const struct column *column, const void *at)
{
	const bool is_user = column->kind == &kind_ustack;
	uint64_t frames[LOOKUP_FRAMES_MAX];
	const int count = frames_of(column, at, frames);
	struct buf text = BUF_INIT(1 << 20);

	for (int i = 0; i < count; i++) {
		buf_puts(&text, i ? ";" : "");
		add_function(&text, column, at, is_user, frames[i]);
	}
	if (count <= 0)
		buf_puts(&text, "-");
	escape_text(to, text.data ? text.data : "", text.len);
	buf_release(&text);
}

static void json_stack(struct buf *to, const struct column *column, const void *at)
{
	const bool is_user = column->kind == &kind_ustack;
	uint64_t frames[LOOKUP_FRAMES_MAX];
	const int count = frames_of(column, at, frames);
	struct buf name = BUF_INIT(4096);

	buf_puts(to, "[");
	for (int i = 0; i < count; i++) {
		name.len = 0;
		add_function(&name, column, at, is_user, frames[i]);
		buf_puts(to, i ? "," : "");
		escape_json(to, name.data ? name.data : "", name.len);
	}
	buf_puts(to, "]");
	buf_release(&name);
}

/* Whoever named functions may have put anything into the names. */
static void add_folded(struct buf *to, const char *name)
{
	struct buf safe = BUF_INIT(4096);

	escape_text(&safe, name, strlen(name));
	for (size_t i = 0; i < safe.len; i++)
		if (safe.data[i] == ';')
			safe.data[i] = ':';
	buf_puts(to, safe.data ? safe.data : "");
	buf_release(&safe);
}

void kind_fold_stack(struct buf *to, const struct column *column, const void *at)
{
	const bool is_user = column->kind == &kind_ustack;
	uint64_t frames[LOOKUP_FRAMES_MAX], offset;
	const int count = is_user || column->kind == &kind_kstack ? frames_of(column, at, frames)
								  : 0;

	for (int i = count - 1; i >= 0; i--) {
		const char *name = function_at(column, at, is_user, frames[i], &offset);

		buf_puts(to, ";");
		if (name)
			add_folded(to, name);
		else
			buf_printf(to, "%#llx", (unsigned long long)frames[i]);
	}
}

static struct value stack_value(const struct column *column, const void *at)
{
	return column->size <= 8 ? integer_value(column, at) : integer_bytes(column, at);
}

static bool parse_stack(const struct column *column, const char *text, struct value *ret_value)
{
	return column->size <= 8 && integer_parse(column, text, ret_value);
}

const struct column_kind kind_kstack = { "kstack",   false,       60,          print_stack,
					 json_stack, stack_value, parse_stack, 4 | 8 };
const struct column_kind kind_ustack = { "ustack",   false,       60,          print_stack,
					 json_stack, stack_value, parse_stack, 4 | 8 };
