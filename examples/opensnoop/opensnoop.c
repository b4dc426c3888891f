// SPDX-License-Identifier: MIT
/* Prints the files that processes open or fail to open. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "opensnoop.skel.h"
#include "opensnoop.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static void print_event(void *ctx, int cpu, void *data, __u32 size)
{
	const struct event *e = data;

	(void)ctx, (void)cpu, (void)size;
	if (e->ret < 0)
		printf("%-7d %-16s %3d %3d %s\n", e->pid, e->comm, -1, -e->ret, e->path);
	else
		printf("%-7d %-16s %3d %3d %s\n", e->pid, e->comm, e->ret, 0, e->path);
}

static int usage(void)
{
	fputs("Usage: opensnoop [-p PID] [-x]\n"
	      "Prints the files that processes open, until it is interrupted.\n"
	      "\n"
	      "  -p PID  only those of the process\n"
	      "  -x      only what fails\n", stderr);
	return 2;
}

static int parse_args(struct opensnoop_bpf *skel, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "p:x")) != -1) {
		if (option == 'p')
			skel->rodata->only_pid = atoi(optarg);
		else if (option == 'x')
			skel->rodata->only_failed = true;
		else
			return -EINVAL;
	}
	return optind < argc ? -EINVAL : 0;
}

static int run(struct opensnoop_bpf *skel)
{
	struct perf_buffer *events;
	int err = opensnoop_bpf__load(skel);

	if (!err)
		err = opensnoop_bpf__attach(skel);
	if (err)
		return err;
	events = perf_buffer__new(bpf_map__fd(skel->maps.events), 16, print_event, NULL, NULL,
				  NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %3s %3s %s\n", "PID", "COMM", "FD", "ERR", "PATH");
	while (!exiting && err >= 0)
		err = perf_buffer__poll(events, 100);
	perf_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct opensnoop_bpf *skel = opensnoop_bpf__open();
	int err;

	if (!skel)
		return 1;
	if (parse_args(skel, argc, argv))
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	err = run(skel);
	opensnoop_bpf__destroy(skel);
	return err ? 1 : 0;
}
