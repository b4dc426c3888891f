// SPDX-License-Identifier: MIT
/* Prints the programs that are executed or fail to, with their arguments. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "execsnoop.skel.h"
#include "execsnoop.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

/* Prints an argument, in quotes if it would not be read as one word. */
static void print_argument(const char *argument)
{
	if (*argument && !strpbrk(argument, " \t\n\"'\\")) {
		printf(" %s", argument);
		return;
	}
	fputs(" \"", stdout);
	for (; *argument; argument++)
		printf(strchr("\"\\", *argument) ? "\\%c" : "%c", *argument);
	putchar('"');
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	const char *argument = e->text, *end = (const char *)data + size;

	(void)ctx;
	if (size < offsetof(struct event, text))
		return 0;
	printf("%-16s %-7d %-7d %-6d %3d", e->comm, e->pid, e->ppid, e->uid, e->ret);
	for (unsigned i = 0; i < e->args && argument < end; i++) {
		print_argument(argument);
		argument += strnlen(argument, end - argument) + 1;
	}
	putchar('\n');
	return 0;
}

static int run(struct execsnoop_bpf *skel)
{
	struct ring_buffer *events;
	int err = execsnoop_bpf__load(skel);

	if (!err)
		err = execsnoop_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-16s %-7s %-7s %-6s %3s %s\n", "CALLER", "PID", "PPID", "UID", "RET", "ARGUMENTS");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct execsnoop_bpf *skel;
	int err;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "-x") != 0)) {
		fputs("Usage: execsnoop [-x]\n"
		      "Prints the programs that are executed, until it is interrupted; with -x those\n"
		      "that could not be.\n",
		      stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = execsnoop_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->only_failed = argc == 2;
	err = run(skel);
	execsnoop_bpf__destroy(skel);
	return err ? 1 : 0;
}
