// SPDX-License-Identifier: MIT
/* Reports system calls that a process and its descendants should not make, or ends them. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "sysmon.skel.h"
#include "sysmon.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx, (void)size;
	printf("%-7d %-16s %-7u %s\n", e->pid, e->comm, e->number, e->killed ? "killed" : "seen");
	return 0;
}

static int usage(void)
{
	fputs("Usage: sysmon [-k] PID NUMBER...\n"
	      "Tells of the system calls with these NUMBERs that the process, or what it starts\n"
	      "from now on, makes, until it is interrupted.\n"
	      "\n"
	      "  -k  end a process that makes one\n", stderr);
	return 2;
}

/* Puts a number into a map as a key. */
static int add(const struct bpf_map *map, const char *text)
{
	static const uint8_t yes = 1;
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	uint32_t key = number;

	if (*text < '0' || *text > '9' || *end || number > INT32_MAX) {
		fprintf(stderr, "sysmon: '%s' is no number\n", text);
		return -EINVAL;
	}
	return bpf_map__update_elem(map, &key, sizeof(key), &yes, sizeof(yes), BPF_ANY);
}

static int run(struct sysmon_bpf *skel)
{
	struct ring_buffer *events;
	int err = sysmon_bpf__attach(skel);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %-7s %s\n", "PID", "COMM", "SYSCALL", "WHAT");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct sysmon_bpf *skel = sysmon_bpf__open();
	int option, err;

	if (!skel)
		return 1;
	while ((option = getopt(argc, argv, "k")) != -1) {
		if (option != 'k')
			return usage();
		skel->rodata->kill_them = true;
	}
	if (argc - optind < 2)
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	err = sysmon_bpf__load(skel);
	if (!err)
		err = add(skel->maps.watched, argv[optind]);
	for (int i = optind + 1; i < argc && !err; i++)
		err = add(skel->maps.refused, argv[i]);
	if (!err)
		err = run(skel);
	sysmon_bpf__destroy(skel);
	return err ? 1 : 0;
}
