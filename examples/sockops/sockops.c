// SPDX-License-Identifier: MIT
/* Prints the TCP connections of a cgroup as they are made and end. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "sockops.skel.h"
#include "sockops.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	static const char *const names[] = { "connect", "accept", "close" };
	const struct event *e = data;
	char local[INET_ADDRSTRLEN + 6], remote[INET_ADDRSTRLEN + 6];
	uint32_t local_address = e->local_address, remote_address = e->remote_address;

	(void)ctx, (void)size;
	inet_ntop(AF_INET, &local_address, local, INET_ADDRSTRLEN);
	inet_ntop(AF_INET, &remote_address, remote, INET_ADDRSTRLEN);
	sprintf(local + strlen(local), ":%u", e->local_port);
	sprintf(remote + strlen(remote), ":%u", e->remote_port);
	printf("%-8s %-21s %-21s %u\n", names[e->what], local, remote, e->rtt_us);
	return 0;
}

static int run(struct sockops_bpf *skel, const char *cgroup)
{
	struct ring_buffer *events;
	int err = 0;

	skel->links.on_operation = wasm_bpf_attach(skel->progs.on_operation, cgroup);
	if (!skel->links.on_operation)
		return -errno;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-8s %-21s %-21s %s\n", "EVENT", "LOCAL", "REMOTE", "RTT(us)");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct sockops_bpf *skel;
	int err;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("Usage: sockops CGROUP\n"
		      "Prints the TCP connections of the processes of a cgroup, named by its\n"
		      "path, until it is interrupted.\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = sockops_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel, argv[1]);
	sockops_bpf__destroy(skel);
	return err ? 1 : 0;
}
