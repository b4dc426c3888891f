// SPDX-License-Identifier: MIT
/* A filter of traffic control, by libbpf's functions for it. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "tc.skel.h"

#define LO_IFINDEX 1

int main(void)
{
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, tc_hook, .ifindex = LO_IFINDEX,
			    .attach_point = BPF_TC_INGRESS);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, tc_opts, .handle = 1, .priority = 1);
	bool hook_created = false;
	struct tc_bpf *skel = tc_bpf__open_and_load();
	int err;

	if (!skel)
		return 1;
	err = bpf_tc_hook_create(&tc_hook);
	if (!err)
		hook_created = true;
	if (err && err != -EEXIST)
		goto cleanup;
	tc_opts.prog_fd = bpf_program__fd(skel->progs.tc_ingress);
	err = bpf_tc_attach(&tc_hook, &tc_opts);
	if (err)
		goto cleanup;
	for (int i = 0; i < 50 && !skel->bss->packets; i++)
		usleep(100000);
	if (!skel->bss->packets)
		err = -ENOENT;
	tc_opts.flags = tc_opts.prog_fd = tc_opts.prog_id = 0;
	if (bpf_tc_query(&tc_hook, &tc_opts) || !tc_opts.prog_id)
		err = -ENODATA;
	tc_opts.flags = tc_opts.prog_fd = tc_opts.prog_id = 0;
	if (bpf_tc_detach(&tc_hook, &tc_opts) ||
	    bpf_tc_query(&tc_hook, &tc_opts) != -ENOENT)
		err = -EBUSY;
cleanup:
	if (hook_created)
		bpf_tc_hook_destroy(&tc_hook);
	tc_bpf__destroy(skel);
	return -err;
}
