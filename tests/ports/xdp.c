// SPDX-License-Identifier: MIT
/* An interface by its number, once with a link, once without; a per-CPU map. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <net/if.h>
#include <linux/if_link.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "xdp.skel.h"

static __u64 sum(int fd)
{
	int cpus = libbpf_num_possible_cpus();
	__u64 *values = calloc(cpus, sizeof(*values)), all = 0;
	__u32 key = 0;

	if (!bpf_map_lookup_elem(fd, &key, values))
		for (int i = 0; i < cpus; i++)
			all += values[i];
	free(values);
	return all;
}

int main(int argc, char **argv)
{
	unsigned ifindex = if_nametoindex(argc > 1 ? argv[1] : "lo");
	LIBBPF_OPTS(bpf_xdp_attach_opts, old);
	char name[IF_NAMESIZE];
	struct xdp_bpf *skel;
	__u32 id = 0;
	int err, fd;

	if (!ifindex || !if_indextoname(ifindex, name)) {
		perror("if_nametoindex");
		return 1;
	}
	skel = xdp_bpf__open_and_load();
	if (!skel)
		return 1;
	fd = bpf_map__fd(skel->maps.packets);
	skel->links.count = bpf_program__attach_xdp(skel->progs.count, ifindex);
	err = skel->links.count ? 0 : errno;
	for (int i = 0; !err && i < 50 && !sum(fd); i++)
		usleep(100000);
	if (!err && !sum(fd))
		err = ENOENT;
	if (bpf_link__destroy(skel->links.count))
		err = EBUSY;
	skel->links.count = NULL;
	if (!err && bpf_xdp_attach(ifindex, bpf_program__fd(skel->progs.count), XDP_FLAGS_SKB_MODE,
				   NULL))
		err = errno;
	if (!err && (bpf_xdp_query_id(ifindex, 0, &id) || !id))
		err = ENODATA;
	old.old_prog_fd = bpf_program__fd(skel->progs.other);
	if (!err && bpf_xdp_detach(ifindex, XDP_FLAGS_SKB_MODE, &old) != -EEXIST)
		err = EEXIST;
	old.old_prog_fd = bpf_program__fd(skel->progs.count);
	if (!err && bpf_xdp_attach(ifindex, bpf_program__fd(skel->progs.other),
				   XDP_FLAGS_SKB_MODE | XDP_FLAGS_REPLACE, &old))
		err = errno;
	if (!err && bpf_xdp_detach(ifindex, XDP_FLAGS_SKB_MODE, NULL))
		err = errno;
	printf("%llu packets on %s\n", (unsigned long long)sum(fd), name);
	xdp_bpf__destroy(skel);
	return err;
}
