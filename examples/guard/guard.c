// SPDX-License-Identifier: MIT
/* Lets the processes of a cgroup connect to some ports only, and prints what they try. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include "guard.skel.h"
#include "guard.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	uint32_t address = e->address;
	char text[INET_ADDRSTRLEN];

	(void)ctx, (void)size;
	printf("%-7d %-16s %-7s %s:%u\n", e->pid, e->comm, e->refused ? "refused" : "allowed",
	       inet_ntop(AF_INET, &address, text, sizeof(text)), e->port);
	return 0;
}

static int allow(const struct bpf_map *allowed, const char *text)
{
	static const uint8_t yes = 1;
	int number = atoi(text);
	uint16_t port = number;

	if (number <= 0 || number > UINT16_MAX) {
		fprintf(stderr, "guard: '%s' is no port\n", text);
		return -EINVAL;
	}
	return bpf_map__update_elem(allowed, &port, sizeof(port), &yes, sizeof(yes), BPF_ANY);
}

static int run(struct guard_bpf *skel, const char *cgroup)
{
	struct ring_buffer *events;
	int err = 0;

	skel->links.on_connect = wasm_bpf_attach(skel->progs.on_connect, cgroup);
	if (!skel->links.on_connect)
		return -errno;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %-7s %s\n", "PID", "COMM", "VERDICT", "ADDRESS");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct guard_bpf *skel;
	int err = 0;

	if (argc < 2 || argv[1][0] == '-') {
		fputs("Usage: guard CGROUP [PORT...]\n"
		      "Lets the processes of a cgroup, named by its path, connect over IPv4 to\n"
		      "the PORTs only, and prints what they try, until it is interrupted.\n",
		      stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = guard_bpf__open_and_load();
	if (!skel)
		return 1;
	for (int i = 2; i < argc && !err; i++)
		err = allow(skel->maps.allowed, argv[i]);
	if (!err)
		err = run(skel, argv[1]);
	guard_bpf__destroy(skel);
	return err ? 1 : 0;
}
