// SPDX-License-Identifier: MIT
#include "kinds/target.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool target_parse_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*ret_number = strtoull(text, &end, 0);
	return !*end && !errno && *ret_number <= max;
}

bool target_knows(const char *known, const char *name, bool has_value)
{
	size_t len = strlen(name);

	for (; *known; known += strcspn(known, " "), known += strspn(known, " ")) {
		size_t word = strcspn(known, " =");

		if (word == len && memcmp(known, name, len) == 0)
			return (known[word] == '=') == has_value;
	}
	return false;
}

int target_parse(struct target *target, const char *text, const char *known)
{
	char *rest, *option;
	uint64_t number;

	if (strlen(text) >= sizeof(target->text))
		return -ENAMETOOLONG;
	strcpy(target->text, text);
	target->count = 0;
	target->offset = 0;
	target->is_pattern = false;
	rest = target->text;
	target->main = strsep(&rest, ",");
	if (!*target->main)
		return -EINVAL;
	while ((option = strsep(&rest, ","))) {
		const char *name = strsep(&option, "=");

		if (target->count == TARGET_OPTIONS || target_has(target, name) ||
		    !target_knows(known, name, option) ||
		    (option && !target_parse_number(option, UINT32_MAX, &number)))
			return -EINVAL;
		target->names[target->count] = name;
		target->values[target->count++] = option;
	}
	return 0;
}

bool target_has(const struct target *target, const char *option)
{
	for (unsigned int i = 0; i < target->count; i++)
		if (strcmp(target->names[i], option) == 0)
			return true;
	return false;
}

uint32_t target_number(const struct target *target, const char *option, uint32_t otherwise)
{
	for (unsigned int i = 0; i < target->count; i++)
		if (strcmp(target->names[i], option) == 0 && target->values[i])
			return (uint32_t)strtoull(target->values[i], NULL, 0);
	return otherwise;
}

int target_cut_offset(char *text, uint64_t *ret_offset)
{
	char *plus = strrchr(text, '+');

	*ret_offset = 0;
	if (!plus)
		return 0;
	if (!target_parse_number(plus + 1, UINT64_MAX, ret_offset))
		return -EINVAL;
	*plus = '\0';
	return 0;
}
