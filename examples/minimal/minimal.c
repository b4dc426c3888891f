// SPDX-License-Identifier: MIT
/* Prints the number of task switches every second. */
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "minimal.skel.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

int main(void)
{
	struct minimal_bpf *skel = minimal_bpf__open_and_load();
	unsigned long long before = 0;
	int err;

	if (!skel)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	err = minimal_bpf__attach(skel);
	while (!err && !exiting) {
		sleep(1);
		err = wasm_bpf_globals_read(skel->obj);
		printf("%llu switches\n", (unsigned long long)skel->bss->switches - before);
		before = skel->bss->switches;
	}
	minimal_bpf__destroy(skel);
	return err ? 1 : 0;
}
