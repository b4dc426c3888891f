// SPDX-License-Identifier: MIT
/* <uprobe_helpers.h>: names, which the host resolves when it attaches. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <uprobe_helpers.h>
#include "uprobe.h"

enum { FUNCTIONS = 64 };
#define FIRST_NUMBER 0xffff0000u

/* Static, so that guests without uprobe helpers bring no more than this along. */
static char *functions[FUNCTIONS];

const char *compat_probe_function(size_t offset)
{
	return offset >= FIRST_NUMBER && offset < FIRST_NUMBER + FUNCTIONS
		       ? functions[offset - FIRST_NUMBER]
		       : NULL;
}

__attribute__((weak)) off_t get_elf_func_offset(const char *path, const char *func)
{
	(void)path;
	for (int i = 0; func && i < FUNCTIONS; i++) {
		if (!functions[i])
			functions[i] = strdup(func);
		if (functions[i] && !strcmp(functions[i], func))
			return FIRST_NUMBER + i;
	}
	return -1;
}

__attribute__((format(printf, 3, 4))) static int put(char *path, size_t size, const char *format,
						     ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(path, size, format, ap);
	va_end(ap);
	return (size_t)len < size ? 0 : -1;
}

__attribute__((weak)) int get_pid_binary_path(pid_t pid, char *path, size_t path_sz)
{
	return put(path, path_sz, "/proc/%d/exe", (int)pid);
}

/* Whether the file of that path is the library: libNAME.so, libNAME-2.31.so. */
static const char *library_path(char *line, const char *lib)
{
	char *path = strchr(line, '/'), *name;
	size_t len = strlen(lib);

	if (!path)
		return NULL;
	path[strcspn(path, "\n")] = '\0';
	name = strrchr(path, '/') + 1;
	if (strncmp(name, "lib", 3) || strncmp(name + 3, lib, len))
		return NULL;
	return name[3 + len] == '.' || name[3 + len] == '-' ? path : NULL;
}

__attribute__((weak)) int get_pid_lib_path(pid_t pid, const char *lib, char *path, size_t path_sz)
{
	char line[1024], maps[32];
	const char *found = NULL;
	FILE *file;

	snprintf(maps, sizeof(maps), "/proc/%d/maps", (int)pid);
	file = fopen(maps, "r");
	while (file && !found && fgets(line, sizeof(line), file))
		found = library_path(line, lib);
	if (file)
		fclose(file);
	if (found)
		return put(path, path_sz, "%s", found);
	return put(path, path_sz, "lib%s.so%s", lib, strcmp(lib, "c") ? "" : ".6");
}

__attribute__((weak)) int resolve_binary_path(const char *binary, pid_t pid, char *path,
					      size_t path_sz)
{
	if (!*binary && !pid) {
		fprintf(stderr, "uprobes need a process or a binary\n");
		return -1;
	}
	if (!*binary)
		return get_pid_binary_path(pid, path, path_sz);
	return pid ? get_pid_lib_path(pid, binary, path, path_sz)
		   : put(path, path_sz, "%s", binary);
}
