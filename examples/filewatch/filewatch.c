// SPDX-License-Identifier: MIT
/* Prints who reads, writes, deletes or renames files below a path. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include "filewatch.skel.h"
#include "filewatch.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	static const char *const names[] = { "read", "write", "delete", "rename" };
	const struct event *e = data;

	(void)ctx, (void)size;
	if (e->what < sizeof(names) / sizeof(*names))
		printf("%-7d %-6d %-16s %-7s %4d %s\n", e->pid, e->uid, e->comm, names[e->what],
		       e->ret, e->path);
	return 0;
}

static int run(struct filewatch_bpf *skel)
{
	struct ring_buffer *events;
	int err = filewatch_bpf__load(skel);

	if (!err)
		err = filewatch_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-6s %-16s %-7s %4s %s\n", "PID", "UID", "COMM", "WHAT", "RET", "PATH");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct filewatch_bpf *skel;
	int err;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("Usage: filewatch PREFIX\n"
		      "Prints who reads, writes, deletes or renames files whose path, as it was given\n"
		      "to the system call, begins with PREFIX, until it is interrupted.\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = filewatch_bpf__open();
	if (!skel)
		return 1;
	if (strlen(argv[1]) >= sizeof(skel->rodata->prefix)) {
		fprintf(stderr, "filewatch: '%s' is too long\n", argv[1]);
		return 2;
	}
	strcpy(skel->rodata->prefix, argv[1]);
	err = run(skel);
	filewatch_bpf__destroy(skel);
	return err ? 1 : 0;
}
