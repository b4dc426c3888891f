// SPDX-License-Identifier: MIT
/* A function of the kernel's, by the section ksyscall/unlinkat. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "ksyscall.skel.h"

int main(void)
{
	struct ksyscall_bpf *skel;
	int err;

	skel = ksyscall_bpf__open();
	if (!skel)
		return 1;
	err = ksyscall_bpf__load(skel);
	if (!err)
		err = ksyscall_bpf__attach(skel);
	for (int i = 0; !err && i < 50 && !skel->bss->calls; i++)
		usleep(100000);
	if (!err && !skel->bss->calls)
		err = -ENOENT;
	if (err)
		fprintf(stderr, "failed: %s\n", strerror(-err));
	ksyscall_bpf__destroy(skel);
	return err ? 1 : 0;
}
