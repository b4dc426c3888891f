// SPDX-License-Identifier: MIT
#include "types/gadget.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

const char *gadget_next(const struct btf *btf, const char *prefix, uint32_t *id)
{
	while (++*id < btf__type_cnt(btf)) {
		const struct btf_type *type = btf__type_by_id(btf, *id);
		const char *name = btf__name_by_offset(btf, type->name_off), *parts;

		if (!btf_is_var(type) || strncmp(name, prefix, strlen(prefix)) != 0)
			continue;
		parts = strstr(name, "___");
		if (parts)
			return parts + 3;
	}
	return NULL;
}

const char *gadget_part(const char *parts, char *to, size_t size)
{
	const char *end = strstr(parts, "___");

	snprintf(to, size, "%.*s", (int)(end ? (size_t)(end - parts) : strlen(parts)), parts);
	return end ? end + 3 : NULL;
}

bool gadget_has(const char *parts, const char *name)
{
	char part[256];

	while (parts) {
		parts = gadget_part(parts, part, sizeof(part));
		if (strcmp(part, name) == 0)
			return true;
	}
	return false;
}
