// SPDX-License-Identifier: MIT
#include "columns/syscall_names.h"

#include <string.h>
#include <sys/syscall.h>

/* Made by the build: [__NR_read] = "read", ... */
static const char *const names[] = {
#include "columns/syscall_names.inc"
};

enum { COUNT = sizeof(names) / sizeof(*names) };

const char *syscall_name(uint64_t number)
{
	return number < COUNT ? names[number] : NULL;
}

int syscall_number(const char *name)
{
	for (int i = 0; i < COUNT; i++)
		if (names[i] && strcmp(names[i], name) == 0)
			return i;
	return -1;
}
