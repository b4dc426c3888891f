// SPDX-License-Identifier: MIT
/* Prints when a static probe (USDT) of a program or library is hit, with its arguments. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "usdt.skel.h"
#include "usdt.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	const char *name = ctx;

	(void)size;
	printf("%-7d %-16s %s(", e->pid, e->comm, name);
	for (unsigned i = 0; i < e->arguments && i < sizeof(e->values) / sizeof(*e->values); i++)
		printf("%s%lld", i ? ", " : "", (long long)e->values[i]);
	puts(")");
	return 0;
}

static int usage(void)
{
	fputs("Usage: usdt [-p PID] FILE PROVIDER NAME\n"
	      "Prints when the static probe PROVIDER:NAME of the program or library FILE is hit,\n"
	      "with its first four arguments as numbers.\n"
	      "\n"
	      "  -p PID  only in the process\n", stderr);
	return 2;
}

static int run(struct usdt_bpf *skel, int pid, char **probe)
{
	struct ring_buffer *events;
	int err = 0;

	skel->links.on_probe = bpf_program__attach_usdt(skel->progs.on_probe, pid, probe[0],
							probe[1], probe[2], NULL);
	if (!skel->links.on_probe)
		return -errno;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, probe[2], NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %s\n", "PID", "COMM", "PROBE");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct usdt_bpf *skel;
	int option, pid = -1, err;

	while ((option = getopt(argc, argv, "p:")) != -1) {
		if (option != 'p')
			return usage();
		pid = atoi(optarg);
	}
	if (optind + 3 != argc)
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = usdt_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel, pid, argv + optind);
	usdt_bpf__destroy(skel);
	return err ? 1 : 0;
}
