// SPDX-License-Identifier: MIT
/* A skeleton whose global variables are shared with the program while it runs. */
#include <stdio.h>
#include <unistd.h>
#include <sys/resource.h>
#include <bpf/libbpf.h>
#include "minimal.skel.h"

static int print(enum libbpf_print_level level, const char *format, va_list args)
{
	return vfprintf(stderr, format, args);
}

int main(void)
{
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct minimal_bpf *skel;
	int err;

	libbpf_set_print(print);
	if (setrlimit(RLIMIT_MEMLOCK, &all))
		return 1;
	skel = minimal_bpf__open();
	if (!skel)
		return 1;
	skel->bss->my_pid = getpid();
	err = minimal_bpf__load(skel);
	if (!err)
		err = minimal_bpf__attach(skel);
	for (int i = 0; !err && i < 3; i++) {
		fprintf(stderr, ".");
		usleep(1000);
	}
	if (!err && skel->bss->writes < 3)
		err = 1;
	minimal_bpf__destroy(skel);
	return err ? 1 : 0;
}
