// SPDX-License-Identifier: MIT
/* Prints the TCP connections that ended: whose they were, how long they lasted, how many bytes. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include "tcplife.skel.h"
#include "tcplife.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

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

int main(void)
{
	struct tcplife_bpf *skel = tcplife_bpf__open_and_load();
	int err;

	if (!skel)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	err = run(skel);
	tcplife_bpf__destroy(skel);
	return err ? 1 : 0;
}
