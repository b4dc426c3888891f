// SPDX-License-Identifier: MIT
/* A program run by hand, a tail call, a map in a map, and what is known of all that. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "prog_run.skel.h"

#define CHECK(condition)                                                                	do {                                                                            		if (!(condition)) {                                                     			fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno)); 			return 1;                                                       		}                                                                       	} while (0)

static int run(int fd, __u32 *retval)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = 3);
	int err = bpf_prog_test_run_opts(fd, &opts);

	*retval = opts.retval;
	return err;
}

int main(void)
{
	struct prog_run_bpf *skel = prog_run_bpf__open_and_load();
	struct bpf_prog_info info = { 0 };
	struct bpf_map_info map_info = { 0 };
	__u32 one = 1, zero = 0, retval, value = XDP_TX, len = sizeof(info);
	int jump_fd, drop_fd, inner_fd, stats_fd;

	CHECK(skel);
	jump_fd = bpf_program__fd(skel->progs.jump);
	drop_fd = bpf_program__fd(skel->progs.drop);
	CHECK(jump_fd > 0 && drop_fd > 0);
	CHECK(!run(jump_fd, &retval) && retval == XDP_PASS);
	CHECK(!bpf_map_update_elem(bpf_map__fd(skel->maps.jumps), &one, &drop_fd, BPF_ANY));
	CHECK(!run(jump_fd, &retval) && retval == XDP_ABORTED);
	inner_fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "inner", 4, 4, 1, NULL);
	CHECK(inner_fd > 0);
	CHECK(!bpf_map_update_elem(inner_fd, &zero, &value, BPF_ANY));
	CHECK(!bpf_map_update_elem(bpf_map__fd(skel->maps.outer), &zero, &inner_fd, BPF_ANY));
	CHECK(!run(jump_fd, &retval) && retval == XDP_TX);
	len = sizeof(map_info);
	CHECK(!bpf_obj_get_info_by_fd(inner_fd, &map_info, &len) && map_info.value_size == 4);
	CHECK(!strcmp(map_info.name, "inner"));
	CHECK(!close(inner_fd) && close(inner_fd));
	stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	CHECK(stats_fd > 0);
	CHECK(!run(drop_fd, &retval));
	len = sizeof(info);
	CHECK(!bpf_obj_get_info_by_fd(drop_fd, &info, &len));
	CHECK(info.type == BPF_PROG_TYPE_XDP && !strcmp(info.name, "drop") && info.id);
	CHECK(info.run_cnt >= 3);
	CHECK(!close(stats_fd));
	CHECK(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL) == 1);
	CHECK(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_HASH, NULL) == 1);
	CHECK(libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, 1, NULL) == 1);
	prog_run_bpf__destroy(skel);
	return 0;
}
