// SPDX-License-Identifier: MIT
#include "tagged.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char prefix[BPF_OBJ_NAME_LEN];  /* the tag, and the underscore after it */

bool tagged_set(const char *tag)
{
	return snprintf(prefix, sizeof(prefix), "%s_", tag) < (int)sizeof(prefix);
}

bool tagged_is_ours(const char *name)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool is_called(const char *name, const char *what)
{
	return tagged_is_ours(name) && strcmp(name + strlen(prefix), what) == 0;
}

int tagged_open_program(__u32 id, char name[BPF_OBJ_NAME_LEN])
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0 && tagged_is_ours(info.name)) {
		memcpy(name, info.name, BPF_OBJ_NAME_LEN);
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Replaces a descriptor, so that the newest is the one that is kept. */
static void keep(int *kept, int fd)
{
	if (*kept >= 0)
		close(*kept);
	*kept = fd;
}

int tagged_program(const char *what)
{
	char name[BPF_OBJ_NAME_LEN];
	int newest = -1;
	__u32 id = 0;

	while (bpf_prog_get_next_id(id, &id) == 0) {
		int fd = tagged_open_program(id, name);

		if (fd >= 0 && is_called(name, what))
			keep(&newest, fd);
		else if (fd >= 0)
			close(fd);
	}
	return newest;
}

int tagged_map(const char *what)
{
	int newest = -1;
	__u32 id = 0;

	while (bpf_map_get_next_id(id, &id) == 0) {
		struct bpf_map_info info = { 0 };
		__u32 size = sizeof(info);
		int fd = bpf_map_get_fd_by_id(id);

		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0 &&
		    is_called(info.name, what))
			keep(&newest, fd);
		else if (fd >= 0)
			close(fd);
	}
	return newest;
}

int tagged_wait_for_program(const char *what)
{
	int program;

	for (int i = 0; (program = tagged_program(what)) < 0 && i < 1000; i++)
		usleep(10000);
	return program;
}
