// SPDX-License-Identifier: MIT
/* Counts incoming packets of an interface, and drops those from some addresses. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "xdp.skel.h"
#include "xdp.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int usage(void)
{
	fputs("Usage: xdp INTERFACE[,skb|drv|hw] [ADDRESS...]\n"
	      "Drops what comes in from the IPv4 ADDRESSes, and prints a table of what came in\n"
	      "every second and when it is interrupted.\n", stderr);
	return 2;
}

static int block(const struct bpf_map *blocked, const char *text)
{
	static const struct traffic none;
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1) {
		fprintf(stderr, "xdp: '%s' is no IPv4 address\n", text);
		return -EINVAL;
	}
	return bpf_map__update_elem(blocked, &address.s_addr, sizeof(address.s_addr), &none,
				    sizeof(none), BPF_ANY);
}

static const char *protocol_name(__u32 protocol, char *buf, size_t size)
{
	switch (protocol) {
	case 0:
		return "not IPv4";
	case 1:
		return "ICMP";
	case 6:
		return "TCP";
	case 17:
		return "UDP";
	default:
		snprintf(buf, size, "IPv4 %u", protocol);
		return buf;
	}
}

static void print_line(const char *what, const char *name, const struct traffic *traffic)
{
	if (traffic->packets)
		printf("%-8s %-16s %10llu %12llu\n", what, name,
		       (unsigned long long)traffic->packets, (unsigned long long)traffic->bytes);
}

static void print_table(const struct xdp_bpf *skel)
{
	int protocols = bpf_map__fd(skel->maps.protocols);
	int blocked = bpf_map__fd(skel->maps.blocked);
	char name[INET_ADDRSTRLEN];
	struct traffic traffic;
	__u32 key, *after = NULL;

	printf("%-8s %-16s %10s %12s\n", "", "PROTOCOL/SOURCE", "PACKETS", "BYTES");
	for (key = 0; !bpf_map_lookup_elem(protocols, &key, &traffic); key++)
		print_line("passed", protocol_name(key, name, sizeof(name)), &traffic);
	while (!bpf_map_get_next_key(blocked, after, &key)) {
		after = &key;
		inet_ntop(AF_INET, &key, name, sizeof(name));
		if (!bpf_map_lookup_elem(blocked, &key, &traffic))
			print_line("dropped", name, &traffic);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct xdp_bpf *skel;
	int err = 0;

	if (argc < 2 || argv[1][0] == '-')
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = xdp_bpf__open_and_load();
	if (!skel)
		return 1;
	for (int i = 2; i < argc && !err; i++)
		err = block(skel->maps.blocked, argv[i]);
	if (!err) {
		skel->links.on_packet = wasm_bpf_attach(skel->progs.on_packet, argv[1]);
		err = skel->links.on_packet ? 0 : -errno;
	}
	while (!err && !exiting) {
		sleep(1);
		print_table(skel);
	}
	xdp_bpf__destroy(skel);
	return err ? 1 : 0;
}
