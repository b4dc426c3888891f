// SPDX-License-Identifier: MIT
/* A static probe of the libc's, with a cookie. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/libbpf.h>
#include "usdt.skel.h"

int main(void)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = 7);
	struct usdt_bpf *skel = usdt_bpf__open_and_load();
	int err = 0;

	if (!skel)
		return 1;
	skel->links.on_probe = bpf_program__attach_usdt(skel->progs.on_probe, -1, "libc.so.6",
							"libc", "setjmp", &opts);
	if (!skel->links.on_probe)
		err = errno;
	for (int i = 0; !err && i < 50 && !skel->bss->fired; i++)
		usleep(100000);
	if (!err && !skel->bss->fired)
		err = ENOENT;
	usdt_bpf__destroy(skel);
	return err;
}
