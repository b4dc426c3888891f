// SPDX-License-Identifier: MIT
/* Redirects connections to a range of ports to a server on another port. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "sk_lookup.skel.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static bool parse_port(const char *text, uint16_t *ret_port)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !port || port > UINT16_MAX) {
		fprintf(stderr, "sk_lookup: '%s' is no port\n", text);
		return false;
	}
	*ret_port = port;
	return true;
}

static uint64_t redirected(const struct sk_lookup_bpf *skel)
{
	struct sk_lookup_bpf__bss bss = { 0 };
	uint32_t zero = 0;

	bpf_map_lookup_elem(bpf_map__fd(skel->maps.bss), &zero, &bss);
	return bss.redirected;
}

static int run(struct sk_lookup_bpf *skel, const char *cgroup, const char *netns)
{
	uint64_t before = 0, now;

	skel->links.on_listen = wasm_bpf_attach(skel->progs.on_listen, cgroup);
	if (!skel->links.on_listen)
		return -errno;
	skel->links.steer = wasm_bpf_attach(skel->progs.steer, netns);
	if (!skel->links.steer)
		return -errno;
	puts("waiting for the server to listen");
	while (!exiting) {
		sleep(1);
		now = redirected(skel);
		if (now != before)
			printf("%llu redirected\n", (unsigned long long)now);
		before = now;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sk_lookup_bpf *skel;
	uint16_t server, first, last;
	int err;

	if (argc != 6) {
		fputs("Usage: sk_lookup CGROUP NETNS SERVER FIRST LAST\n"
		      "Gives the TCP connections over IPv4 to the ports FIRST to LAST of a network\n"
		      "namespace to the process that begins to listen on the port SERVER in a cgroup\n"
		      "(both named by their path), until it is interrupted.\n",
		      stderr);
		return 2;
	}
	if (!parse_port(argv[3], &server) || !parse_port(argv[4], &first) ||
	    !parse_port(argv[5], &last))
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = sk_lookup_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->server_port = server;
	skel->rodata->first_port = first;
	skel->rodata->last_port = last;
	err = sk_lookup_bpf__load(skel);
	if (!err)
		err = run(skel, argv[1], argv[2]);
	sk_lookup_bpf__destroy(skel);
	return err ? 1 : 0;
}
