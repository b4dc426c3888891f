// SPDX-License-Identifier: MIT
#include "session/kept.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

int kept_add(struct kept *kept, int fd)
{
	struct bpf_map_info info = { 0 };
	uint32_t size = sizeof(info), *ids;

	if (bpf_obj_get_info_by_fd(fd, &info, &size) < 0)
		return -ENOMEM;
	ids = reallocarray(kept->ids, kept->count + 1, sizeof(*ids));
	if (!ids)
		return -ENOMEM;
	kept->ids = ids;
	ids[kept->count++] = info.id;
	return 0;
}

static bool is_gone(uint32_t id)
{
	const int fd = bpf_map_get_fd_by_id(id);

	if (fd >= 0)
		close(fd);
	return fd == -ENOENT;
}

size_t kept_forget(struct kept *kept)
{
	size_t left = 0, before = kept->count;

	for (size_t i = 0; i < before; i++)
		if (!is_gone(kept->ids[i]))
			kept->ids[left++] = kept->ids[i];
	kept->count = left;
	return before - left;
}

void kept_release(struct kept *kept)
{
	free(kept->ids);
	*kept = (struct kept){ 0 };
}
