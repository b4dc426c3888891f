// SPDX-License-Identifier: MIT
/* Prints the TCP connections that ended: whose they were, how long they lasted, how many bytes. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include "../tool.h"
#include "tcplife.skel.h"
#include "tcplife.types.h"

#define DESCRIPTION "Prints the TCP connections that ended, how long they lasted, and their bytes"
TOOL(DESCRIPTION);

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	uint32_t local_address = e->local_address, remote_address = e->remote_address;
	char local[INET_ADDRSTRLEN], remote[INET_ADDRSTRLEN];
	unsigned long long us = e->duration_ns / 1000;

	(void)ctx, (void)size;
	printf("%-7d %-16s %-15s %-5u %-15s %-5u %8llu %8llu %llu.%03llu\n", e->pid, e->comm,
	       inet_ntop(AF_INET, &local_address, local, sizeof(local)), e->local_port,
	       inet_ntop(AF_INET, &remote_address, remote, sizeof(remote)), e->remote_port,
	       (unsigned long long)e->sent, (unsigned long long)e->received, us / 1000, us % 1000);
	return 0;
}

static int run(struct tcplife_bpf *skel)
{
	struct ring_buffer *events;
	int err = tcplife_bpf__attach(skel);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %-15s %-5s %-15s %-5s %8s %8s %s\n", "PID", "COMM", "LOCAL", "PORT",
	       "REMOTE", "PORT", "SENT", "RECEIVED", "MS");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

static const struct argp_option options[] = {
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	return tool_option(key, state);
}

static const struct argp argp = {
	options, parse, NULL, DESCRIPTION TOOL_UNTIL "\vOver IPv4 only.", NULL, NULL, NULL,
};

int main(int argc, char **argv)
{
	struct tcplife_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = tcplife_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel);
	tcplife_bpf__destroy(skel);
	return err ? 1 : 0;
}
