// SPDX-License-Identifier: MIT
/* A function of the kernel's, by the section lsm/file_open. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "lsm.skel.h"

int main(void)
{
	struct lsm_bpf *skel;
	int err;

	skel = lsm_bpf__open();
	if (!skel)
		return 1;
	err = lsm_bpf__load(skel);
	if (!err)
		err = lsm_bpf__attach(skel);
	for (int i = 0; !err && i < 50 && !skel->bss->calls; i++)
		usleep(100000);
	if (!err && !skel->bss->calls)
		err = -ENOENT;
	if (err)
		fprintf(stderr, "failed: %s\n", strerror(-err));
	lsm_bpf__destroy(skel);
	return err ? 1 : 0;
}
