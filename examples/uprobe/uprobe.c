// SPDX-License-Identifier: MIT
/* Prints the calls of a function of a program or library. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "uprobe.skel.h"
#include "uprobe.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	const char *function = ctx;

	(void)size;
	printf("%-7d %-16s ", e->pid, e->comm);
	if (e->is_return)
		printf("%s returns %lld\n", function, (long long)e->values[0]);
	else
		printf("%s(%lld, %lld, %lld)\n", function, (long long)e->values[0],
		       (long long)e->values[1], (long long)e->values[2]);
	return 0;
}

static int usage(void)
{
	fputs("Usage: uprobe [-p PID] FILE FUNCTION\n"
	      "Prints the calls of a function of the program or library FILE: three arguments,\n"
	      "as numbers, and the result.\n"
	      "\n"
	      "  -p PID  only those of the process\n", stderr);
	return 2;
}

static int attach(struct uprobe_bpf *skel, int pid, const char *file, const char *function)
{
	LIBBPF_OPTS(bpf_uprobe_opts, call, .func_name = function);
	LIBBPF_OPTS(bpf_uprobe_opts, result, .func_name = function, .retprobe = true);

	skel->links.on_call =
		bpf_program__attach_uprobe_opts(skel->progs.on_call, pid, file, 0, &call);
	if (!skel->links.on_call)
		return -errno;
	skel->links.on_return =
		bpf_program__attach_uprobe_opts(skel->progs.on_return, pid, file, 0, &result);
	return skel->links.on_return ? 0 : -errno;
}

static int run(struct uprobe_bpf *skel, int pid, const char *file, char *function)
{
	struct ring_buffer *events;
	int err = attach(skel, pid, file, function);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, function, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %s\n", "PID", "COMM", "CALL");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct uprobe_bpf *skel;
	int option, pid = -1, err;

	while ((option = getopt(argc, argv, "p:")) != -1) {
		if (option != 'p')
			return usage();
		pid = atoi(optarg);
	}
	if (optind + 2 != argc)
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = uprobe_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel, pid, argv[optind], argv[optind + 1]);
	uprobe_bpf__destroy(skel);
	return err ? 1 : 0;
}
