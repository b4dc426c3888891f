// SPDX-License-Identifier: MIT
/* A function of a library, by options and by the section's name. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "uprobe.skel.h"

int main(void)
{
	LIBBPF_OPTS(bpf_uprobe_opts, uprobe_opts);
	struct uprobe_bpf *skel = uprobe_bpf__open_and_load();
	int err;

	if (!skel)
		return 1;
	uprobe_opts.func_name = "malloc";
	uprobe_opts.retprobe = false;
	skel->links.on_call = bpf_program__attach_uprobe_opts(skel->progs.on_call, -1, "libc.so.6",
							      0, &uprobe_opts);
	if (!skel->links.on_call) {
		err = -errno;
		fprintf(stderr, "Failed to attach uprobe: %d\n", err);
		goto cleanup;
	}
	err = uprobe_bpf__attach(skel);
	for (int i = 0; !err && i < 50 && !(skel->bss->calls && skel->bss->returns); i++)
		usleep(100000);
	if (!err && !(skel->bss->calls && skel->bss->returns))
		err = -ENOENT;
cleanup:
	uprobe_bpf__destroy(skel);
	return -err;
}
