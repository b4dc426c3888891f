// SPDX-License-Identifier: MIT
/* Kinds of numbers that this machine has names for: users, groups, devices, system calls. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/integer.h"
#include "columns/kind.h"
#include "columns/syscall_names.h"
#include "lib/buf.h"

enum { ANY_INTEGER = 1 | 2 | 4 | 8, LINE_SIZE = 4096, KEPT = 256, NAME_LEN = 40 };

static void print_name(struct buf *to, const struct column *column, const void *at,
		       const char *name)
{
	if (name && *name)
		escape_text(to, name, strlen(name));
	else
		integer_print(to, column, at);
}

/* --- users and groups ---------------------------------------------------------------------- */

/* Names that were looked up, the last ones of each number's place. A name that is empty: there is
 * none. They are read from the files themselves: a network's users are shown as numbers. */
struct names {
	struct {
		uint32_t number;
		bool is_known;
		char name[NAME_LEN];
	} kept[KEPT];
};

/* Finds a user by `name`, or by the number if that is null. */
static bool read_user(const char *name, uint32_t number, struct passwd *ret_user,
		      char line[static LINE_SIZE])
{
	FILE *file = fopen("/etc/passwd", "re");
	struct passwd *found = NULL;

	while (file && fgetpwent_r(file, ret_user, line, LINE_SIZE, &found) == 0)
		if (name ? strcmp(ret_user->pw_name, name) == 0 : ret_user->pw_uid == number)
			break;
	if (file)
		fclose(file);
	return found;
}

static bool find_user(uint32_t number, char name[static NAME_LEN])
{
	struct passwd user;
	char line[LINE_SIZE];

	if (!read_user(NULL, number, &user, line))
		return false;
	snprintf(name, NAME_LEN, "%s", user.pw_name);
	return true;
}

static bool find_group(uint32_t number, char name[static NAME_LEN])
{
	FILE *file = fopen("/etc/group", "re");
	struct group entry, *found = NULL;
	char line[16 * LINE_SIZE];

	while (file && fgetgrent_r(file, &entry, line, sizeof(line), &found) == 0)
		if (entry.gr_gid == number) {
			snprintf(name, NAME_LEN, "%s", entry.gr_name);
			break;
		}
	if (file)
		fclose(file);
	return found;
}

static const char *name_of(struct names *names, uint32_t number,
			   bool (*find)(uint32_t number, char name[static NAME_LEN]))
{
	const size_t place = number % KEPT;

	if (!names->kept[place].is_known || names->kept[place].number != number) {
		names->kept[place].number = number;
		names->kept[place].is_known = true;
		if (!find(number, names->kept[place].name))
			names->kept[place].name[0] = '\0';
	}
	return names->kept[place].name;
}

static void print_uid(struct buf *to, const struct column *column, const void *at)
{
	static struct names users;

	print_name(to, column, at, name_of(&users, (uint32_t)integer_bits(column, at), find_user));
}

static void print_gid(struct buf *to, const struct column *column, const void *at)
{
	static struct names groups;

	print_name(to, column, at,
		   name_of(&groups, (uint32_t)integer_bits(column, at), find_group));
}

static bool parse_uid(const struct column *column, const char *text, struct value *ret_value)
{
	struct passwd user;
	char line[LINE_SIZE];

	if (!read_user(text, 0, &user, line))
		return integer_parse(column, text, ret_value);
	*ret_value = (struct value){ .type = VALUE_UNSIGNED, .u = user.pw_uid };
	return true;
}

const struct column_kind kind_uid = { "uid",         false,         10,        print_uid,
				      integer_print, integer_value, parse_uid, ANY_INTEGER };
const struct column_kind kind_gid = { "gid",         false,         10,
				      print_gid,     integer_print, integer_value,
				      integer_parse, ANY_INTEGER };

/* --- devices ------------------------------------------------------------------------------- */

enum { MINOR_BITS = 20 };

/* "sda1", or "8:1": the kernel's own numbers have the major one above 20 bits. */
static void print_device(struct buf *to, const struct column *column, const void *at)
{
	const uint64_t number = integer_bits(column, at);
	const unsigned int major = (unsigned int)(number >> MINOR_BITS);
	const unsigned int minor = (unsigned int)(number & ((1u << MINOR_BITS) - 1));
	char path[64], target[256];
	const char *name;
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u", major, minor);
	len = readlink(path, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	name = strrchr(target, '/');
	if (name)
		escape_text(to, name + 1, strlen(name + 1));
	else
		buf_printf(to, "%u:%u", major, minor);
}

static void json_device(struct buf *to, const struct column *column, const void *at)
{
	buf_puts(to, "\"");
	print_device(to, column, at);
	buf_puts(to, "\"");
}

static bool parse_device(const struct column *column, const char *text, struct value *ret_value)
{
	unsigned int major, minor;
	int end = 0;

	if (sscanf(text, "%u:%u%n", &major, &minor, &end) != 2 || text[end] || minor >> MINOR_BITS)
		return integer_parse(column, text, ret_value);
	*ret_value = (struct value){ .type = VALUE_UNSIGNED,
				     .u = (uint64_t)major << MINOR_BITS | minor };
	return true;
}

const struct column_kind kind_device = { "device",     false,       8,
					 print_device, json_device, integer_unsigned,
					 parse_device, 4 | 8 };

/* --- system calls -------------------------------------------------------------------------- */

static void print_syscall(struct buf *to, const struct column *column, const void *at)
{
	print_name(to, column, at, syscall_name(integer_bits(column, at)));
}

static void json_syscall(struct buf *to, const struct column *column, const void *at)
{
	const char *name = syscall_name(integer_bits(column, at));

	if (name)
		escape_json(to, name, strlen(name));
	else
		integer_print(to, column, at);
}

static bool parse_syscall(const struct column *column, const char *text, struct value *ret_value)
{
	const int number = syscall_number(text);

	if (number < 0)
		return integer_parse(column, text, ret_value);
	*ret_value = (struct value){ .type = VALUE_UNSIGNED, .u = (uint64_t)number };
	return true;
}

const struct column_kind kind_syscall = { "syscall",     false,        16,
					  print_syscall, json_syscall, integer_value,
					  parse_syscall, ANY_INTEGER };
