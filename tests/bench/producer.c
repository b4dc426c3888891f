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
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

static int find(void)
{
	struct bpf_prog_info info;
	__u32 id = 0, len;

	while (bpf_prog_get_next_id(id, &id) == 0) {
		int fd = bpf_prog_get_fd_by_id(id);

		memset(&info, 0, sizeof(info));
		len = sizeof(info);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &len) == 0 &&
		    strcmp(info.name, "bench_produce") == 0)
			return fd;
		close(fd);
	}
	return -1;
}

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
	while ((fd = find()) < 0)
		usleep(1000);
	while (bpf_prog_test_run_opts(fd, &opts) == 0)
		;
	perror("producer");
	return 1;
}
