// SPDX-License-Identifier: MIT
/* Prints what an interface sends and receives, by the address of the other end. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "tc.skel.h"
#include "tc.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static void print_map(const char *what, const struct bpf_map *map)
{
	uint32_t address, *after = NULL;
	char text[INET_ADDRSTRLEN];
	struct traffic traffic;

	while (!bpf_map_get_next_key(bpf_map__fd(map), after, &address)) {
		after = &address;
		if (!bpf_map_lookup_elem(bpf_map__fd(map), &address, &traffic))
			printf("%-8s %-15s %10llu %12llu\n", what,
			       inet_ntop(AF_INET, &address, text, sizeof(text)),
			       (unsigned long long)traffic.packets,
			       (unsigned long long)traffic.bytes);
	}
}

static int attach(struct tc_bpf *skel, const char *interface)
{
	char target[64];

	snprintf(target, sizeof(target), "%s,egress", interface);
	skel->links.on_egress = wasm_bpf_attach(skel->progs.on_egress, target);
	snprintf(target, sizeof(target), "%s,ingress", interface);
	if (skel->links.on_egress)
		skel->links.on_ingress = wasm_bpf_attach(skel->progs.on_ingress, target);
	return skel->links.on_ingress ? 0 : -errno;
}

int main(int argc, char **argv)
{
	struct tc_bpf *skel;
	int err;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("Usage: tc INTERFACE\n"
		      "Prints what the interface sends and receives over IPv4, by the address at\n"
		      "the other end, every second and when it is interrupted.\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = tc_bpf__open_and_load();
	if (!skel)
		return 1;
	err = attach(skel, argv[1]);
	while (!err && !exiting) {
		sleep(1);
		printf("%-8s %-15s %10s %12s\n", "", "ADDRESS", "PACKETS", "BYTES");
		print_map("sent", skel->maps.sent);
		print_map("received", skel->maps.received);
		putchar('\n');
	}
	tc_bpf__destroy(skel);
	return err ? 1 : 0;
}
