// SPDX-License-Identifier: MIT
/* Objects from memory, and from files where the runtime lets the guest see them (--dir). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "internal.h"

#define FILE_MAX (64u << 20)

/* All of a file in allocated memory, or null with errno set. */
static void *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	long size = -1;

	if (!file)
		return NULL;
	if (!fseek(file, 0, SEEK_END))
		size = ftell(file);
	if (size > 0 && size <= (long)FILE_MAX && !fseek(file, 0, SEEK_SET))
		data = malloc(size);
	else if (size >= 0)
		errno = size ? EFBIG : ENOEXEC;
	if (data && fread(data, 1, size, file) != (size_t)size) {
		free(data);
		data = sdk_error_ptr(EIO);
	}
	fclose(file);
	*ret_size = size;
	return data;
}

/* The file's name without folders and without .bpf.o or .o, as libbpf has it. */
static void object_name(const char *path, char *name, size_t size)
{
	const char *base = strrchr(path, '/');
	char *dot;

	snprintf(name, size, "%s", base ? base + 1 : path);
	dot = strchr(name, '.');
	if (dot)
		*dot = '\0';
}

struct bpf_object *bpf_object__open_file(const char *path,
					 const struct bpf_object_open_opts *opts)
{
	struct bpf_object *obj;
	char name[64];
	size_t size;
	void *data;

	if (!path)
		return sdk_error_ptr(EINVAL);
	data = read_file(path, &size);
	if (!data) {
		sdk_warn("cannot read '%s': %s\n", path, strerror(errno));
		return NULL;
	}
	object_name(path, name, sizeof(name));
	obj = sdk_open(data, size, opts, name);
	free(data);
	return obj;
}

struct bpf_object *bpf_object__open(const char *path)
{
	return bpf_object__open_file(path, NULL);
}

struct bpf_object *bpf_object__open_mem(const void *data, size_t size,
					const struct bpf_object_open_opts *opts)
{
	return sdk_open(data, size, opts, "object");
}
