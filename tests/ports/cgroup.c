// SPDX-License-Identifier: MIT
/* A cgroup that is opened by its path. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "cgroup.skel.h"

int main(int argc, char **argv)
{
	struct cgroup_bpf *skel;
	int err = 0, fd;

	if (argc < 2)
		return 2;
	fd = open(argv[1], O_RDONLY);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	skel = cgroup_bpf__open_and_load();
	if (!skel)
		return 1;
	skel->links.on_egress = bpf_program__attach_cgroup(skel->progs.on_egress, fd);
	if (!skel->links.on_egress)
		err = errno;
	if (close(fd))
		err = errno;
	for (int i = 0; !err && i < 50 && !skel->bss->packets; i++)
		usleep(100000);
	if (!err && !skel->bss->packets)
		err = ENOENT;
	cgroup_bpf__destroy(skel);
	return err;
}
