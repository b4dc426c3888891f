// SPDX-License-Identifier: MIT
/*
 * Runs the program of tests/bench/live.bpf.c over and over, once somebody has loaded it:
 *
 *	producer SIZE CPU	until it is killed, or who started it ends, on that CPU
 */
#include <bpf/bpf.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <signal.h>

#include "program.h"

int main(int argc, char **argv)
{
	struct {
		__u32 size, count, wake_every;
	} wanted = { .count = 4096 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &wanted, .ctx_size_in = sizeof(wanted));
	cpu_set_t cpus;
	int fd;

	if (argc != 3)
		return 2;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	wanted.size = (__u32)atoi(argv[1]);
	/* At the latest when a quarter of the ring is full. */
	wanted.wake_every = 256 * 1024 / (wanted.size + 8);
	if (wanted.wake_every > 1024)
		wanted.wake_every = 1024;
	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[2]), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	fd = wait_for_program("bench_produce");
	while (bpf_prog_test_run_opts(fd, &opts) == 0)
		;
	perror("producer");
	return 1;
}
