// SPDX-License-Identifier: MIT
/* A filter on a packet socket. */
#include <argp.h>
#include <arpa/inet.h>
#include <assert.h>
#include <bpf/libbpf.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "sockfilter.skel.h"

static int open_raw_sock(const char *name)
{
	struct sockaddr_ll sll;
	int sock;

	sock = socket(PF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	if (sock < 0) {
		fprintf(stderr, "Failed to create raw socket\n");
		return -1;
	}
	memset(&sll, 0, sizeof(sll));
	sll.sll_family = AF_PACKET;
	sll.sll_ifindex = if_nametoindex(name);
	sll.sll_protocol = htons(ETH_P_ALL);
	if (bind(sock, (struct sockaddr *)&sll, sizeof(sll)) < 0) {
		fprintf(stderr, "Failed to bind to %s: %s\n", name, strerror(errno));
		close(sock);
		return -1;
	}
	return sock;
}

static int handle_event(void *ctx, void *data, size_t data_sz)
{
	++*(int *)ctx;
	return 0;
}

int main(int argc, char **argv)
{
	struct ring_buffer *rb = NULL;
	struct sockfilter_bpf *skel;
	int err = 1, prog_fd, sock, packets = 0;

	skel = sockfilter_bpf__open_and_load();
	if (!skel)
		return 1;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), handle_event, &packets, NULL);
	sock = open_raw_sock("lo");
	if (!rb || sock < 0)
		goto cleanup;
	prog_fd = bpf_program__fd(skel->progs.socket_handler);
	if (setsockopt(sock, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd))) {
		fprintf(stderr, "Failed to attach to raw socket\n");
		goto cleanup;
	}
	for (int i = 0; i < 50 && !packets; i++)
		if (ring_buffer__poll(rb, 100) < 0)
			break;
	err = !packets || close(sock);
cleanup:
	ring_buffer__free(rb);
	sockfilter_bpf__destroy(skel);
	return err;
}
