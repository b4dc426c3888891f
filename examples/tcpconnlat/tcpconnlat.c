// SPDX-License-Identifier: MIT
/* Prints how long connecting took for TCP clients. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include "tcpconnlat.skel.h"
#include "tcpconnlat.types.h"

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
	unsigned long long us = e->latency_ns / 1000;

	(void)ctx, (void)size;
	printf("%-7d %-16s %-15s %-15s %-5u %llu.%03llu\n", e->pid, e->comm,
	       inet_ntop(AF_INET, &local_address, local, sizeof(local)),
	       inet_ntop(AF_INET, &remote_address, remote, sizeof(remote)), e->remote_port,
	       us / 1000, us % 1000);
	return 0;
}

static int run(struct tcpconnlat_bpf *skel)
{
	struct ring_buffer *events;
	int err = tcpconnlat_bpf__load(skel);

	if (!err)
		err = tcpconnlat_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %-15s %-15s %-5s %s\n", "PID", "COMM", "LOCAL", "REMOTE", "PORT", "MS");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct tcpconnlat_bpf *skel;
	int err;

	if (argc > 2 || (argc == 2 && atoi(argv[1]) <= 0)) {
		fputs("Usage: tcpconnlat [MS]\n"
		      "Prints the TCP connections over IPv4 that are made, and how long that took, until\n"
		      "it is interrupted; with MS only those that took so long.\n",
		      stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = tcpconnlat_bpf__open();
	if (!skel)
		return 1;
	if (argc == 2)
		skel->rodata->min_ns = atoi(argv[1]) * 1000000ull;
	err = run(skel);
	tcpconnlat_bpf__destroy(skel);
	return err ? 1 : 0;
}
