// SPDX-License-Identifier: MIT
#include "btf2wit/package.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "values/naming_wit.h"
#include "lib/err.h"

/* Longer names than this have no use, and tools have limits. */
enum { MAX_ID = 4096, SCOPE = 0 };

/* A word ends at a hyphen or at any of `ends`. Null where it is none. */
static const char *skip_word(const char *at, const char *ends)
{
	const char *start = at;
	bool lower = false, upper = false;

	for (; *at && *at != '-' && !strchr(ends, *at); at++) {
		lower |= islower((unsigned char)*at) != 0;
		upper |= isupper((unsigned char)*at) != 0;
		if (!isalnum((unsigned char)*at))
			return NULL;
	}
	return at == start || (lower && upper) ? NULL : at;
}

static const char *skip_name(const char *at, const char *ends)
{
	if (!isalpha((unsigned char)*at))
		return NULL;
	for (;;) {
		at = skip_word(at, ends);
		if (!at || *at != '-')
			return at;
		at++;
	}
}

bool package_is_name(const char *name)
{
	const char *end = skip_name(name, "");

	return end && !*end && strlen(name) < MAX_ID;
}

/* Digits without a leading zero. */
static const char *skip_number(const char *at)
{
	size_t digits = strspn(at, "0123456789");

	return digits == 0 || digits > 9 || (digits > 1 && *at == '0') ? NULL : at + digits;
}

/* What follows '-' or '+' in a version: words joined by dots. */
static const char *skip_extra(const char *at)
{
	do {
		const char *start = ++at;

		while (isalnum((unsigned char)*at) || *at == '-')
			at++;
		if (at == start)
			return NULL;
	} while (*at == '.');
	return at;
}

static bool is_version(const char *at)
{
	for (int i = 0; i < 3; i++) {
		at = skip_number(at);
		if (!at || (i < 2 && *at++ != '.'))
			return false;
	}
	if (*at == '-')
		at = skip_extra(at);
	if (at && *at == '+')
		at = skip_extra(at);
	return at && !*at;
}

bool package_is_id(const char *id)
{
	const char *at = skip_name(id, ":");

	if (!at || *at != ':' || strlen(id) >= MAX_ID)
		return false;
	at = skip_name(at + 1, "@");
	return at && (!*at || is_version(at + 1));
}

/* Adds the name that ends before `end`, escaped if it is a keyword. */
static void add_name(struct package *package, const char *name, const char *end)
{
	size_t start = package->id.len;

	buf_add(&package->id, name, (size_t)(end - name));
	if (package->id.error || !names_listed(naming_wit.reserved, package->id.data + start))
		return;
	package->id.len = start;
	buf_puts(&package->id, "%");
	buf_add(&package->id, name, (size_t)(end - name));
}

static void add_id(struct package *package, const char *id)
{
	const char *colon = strchr(id, ':'), *version = strchrnul(id, '@');

	add_name(package, id, colon);
	buf_puts(&package->id, ":");
	add_name(package, colon + 1, version);
	buf_puts(&package->id, version);
}

/* Makes "event" of event.bpf.o. */
static const char *stem(struct names *names, const char *input)
{
	static const char *const endings[] = { ".o", ".bpf", ".def", ".btf" };
	size_t len = strnlen(input, NAME_MAX);
	char work[NAME_MAX + 1];

	memcpy(work, input, len);
	work[len] = '\0';
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t ending = strlen(endings[i]);

		if (len > ending && strcmp(work + len - ending, endings[i]) == 0)
			work[len -= ending] = '\0';
	}
	return names_take(names, SCOPE, work, CASE_KEBAB);
}

static void fill(struct package *package, const char *id, const char *world, const char *input)
{
	bool keyword = world && names_listed(naming_wit.reserved, world);

	if (!world)
		package->world = stem(package->names, input);
	else
		package->world = names_join(package->names, keyword ? "%" : "", "", world);
	if (world)
		names_share(package->names, SCOPE, world, CASE_KEBAB);
	if (id) {
		add_id(package, id);
	} else {
		buf_puts(&package->id, "bpf:");
		buf_puts(&package->id, package->world);
	}
}

int package_init(struct package *package, const char *id, const char *world, const char *input,
		 struct err *err)
{
	*package = (struct package){ .id = BUF_INIT(4 * MAX_ID), .names = names_new(&naming_wit) };
	if (package->names)
		fill(package, id, world, input);
	if (!package->names || names_failed(package->names) || package->id.error) {
		package_release(package);
		return err_set(err, ENOMEM, "out of memory");
	}
	return 0;
}

void package_release(struct package *package)
{
	names_free(package->names);
	buf_release(&package->id);
	*package = (struct package){ 0 };
}

const char *package_interface(struct package *package)
{
	return names_take(package->names, SCOPE, "types", CASE_KEBAB);
}
