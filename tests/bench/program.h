/* SPDX-License-Identifier: MIT */
/* Of the programs that others have loaded, for producers of records. */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include <bpf/bpf.h>
#include <string.h>
#include <unistd.h>

/* A descriptor of the first program of that name, once somebody has loaded one. */
static inline int wait_for_program(const char *name)
{
	struct bpf_prog_info info;
	__u32 id = 0, len;

	for (;; usleep(1000), id = 0) {
		while (bpf_prog_get_next_id(id, &id) == 0) {
			int fd = bpf_prog_get_fd_by_id(id);

			memset(&info, 0, sizeof(info));
			len = sizeof(info);
			if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &len) == 0 &&
			    strcmp(info.name, name) == 0)
				return fd;
			close(fd);
		}
	}
}

#endif
