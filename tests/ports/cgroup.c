// SPDX-License-Identifier: MIT
/* A cgroup that is opened by its path; once with a link, once without. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "cgroup.skel.h"

int main(int argc, char **argv)
{
	struct cgroup_bpf *skel;
	int err = 0, fd, prog_fd;

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
	for (int i = 0; !err && i < 50 && !skel->bss->packets; i++)
		usleep(100000);
	if (!err && !skel->bss->packets)
		err = ENOENT;
	bpf_link__destroy(skel->links.on_egress);
	skel->links.on_egress = NULL;
	prog_fd = bpf_program__fd(skel->progs.on_egress);
	if (!err && bpf_prog_attach(prog_fd, fd, BPF_CGROUP_INET_EGRESS, BPF_F_ALLOW_MULTI))
		err = errno;
	skel->bss->packets = 0;
	for (int i = 0; !err && i < 50 && !skel->bss->packets; i++)
		usleep(100000);
	if (!err && !skel->bss->packets)
		err = ENOENT;
	if (!err && bpf_prog_detach2(prog_fd, fd, BPF_CGROUP_INET_EGRESS))
		err = errno;
	if (!err && bpf_prog_detach(fd, BPF_CGROUP_INET_EGRESS) != -ENOENT)
		err = EBUSY;
	if (close(fd))
		err = errno;
	cgroup_bpf__destroy(skel);
	return err;
}
