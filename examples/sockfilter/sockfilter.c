// SPDX-License-Identifier: MIT
/* Prints the IPv4 packets of an interface. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include "sockfilter.skel.h"
#include "sockfilter.types.h"

enum { OUTGOING = 4 };  /* PACKET_OUTGOING of <linux/if_packet.h> */

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static const char *protocol_name(unsigned protocol)
{
	static char number[4];

	switch (protocol) {
	case 1:
		return "ICMP";
	case 6:
		return "TCP";
	case 17:
		return "UDP";
	default:
		snprintf(number, sizeof(number), "%u", protocol & 0xff);
		return number;
	}
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	uint32_t source = e->source, destination = e->destination;
	char from[INET_ADDRSTRLEN], to[INET_ADDRSTRLEN];

	(void)ctx, (void)size;
	printf("%-4s %-5s %15s:%-5u -> %15s:%-5u %u\n", e->type == OUTGOING ? "out" : "in",
	       protocol_name(e->protocol), inet_ntop(AF_INET, &source, from, sizeof(from)),
	       e->source_port, inet_ntop(AF_INET, &destination, to, sizeof(to)),
	       e->destination_port, e->length);
	return 0;
}

static int run(struct sockfilter_bpf *skel, const char *interface)
{
	struct ring_buffer *events;
	int err = 0;

	skel->links.look = wasm_bpf_attach(skel->progs.look, interface);
	if (!skel->links.look)
		return -errno;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-4s %-5s %21s    %21s %s\n", "WAY", "PROTO", "SOURCE", "DESTINATION", "BYTES");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct sockfilter_bpf *skel;
	int err;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("Usage: sockfilter INTERFACE\n"
		      "Prints the IPv4 packets of an interface, until it is interrupted.\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = sockfilter_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel, argv[1]);
	sockfilter_bpf__destroy(skel);
	return err ? 1 : 0;
}
