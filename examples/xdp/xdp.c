// SPDX-License-Identifier: MIT
/* Counts incoming packets of an interface, and drops those from some addresses. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "xdp.skel.h"
#include "xdp.types.h"

#define DESCRIPTION \
	"Counts the packets that an interface receives, and drops those from some addresses"
TOOL(DESCRIPTION);

static char **arguments; /* the interface, then addresses */

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

static int emit_line(const char *what, const char *name, const struct traffic *traffic)
{
	struct line line = { .packets = traffic->packets, .bytes = traffic->bytes };

	if (!traffic->packets)
		return 0;
	strncpy(line.what, what, sizeof(line.what));
	strncpy(line.name, name, sizeof(line.name));
	return xdp_bpf_line__emit(&line);
}

static int emit_table(const struct xdp_bpf *skel)
{
	int protocols = bpf_map__fd(skel->maps.protocols);
	int blocked = bpf_map__fd(skel->maps.blocked);
	char name[INET_ADDRSTRLEN];
	struct traffic traffic;
	__u32 key, *after = NULL;
	int err = tool_heading(xdp_bpf_line__emit_all(NULL, 0));

	for (key = 0; !err && !bpf_map_lookup_elem(protocols, &key, &traffic); key++)
		err = emit_line("passed", protocol_name(key, name, sizeof(name)), &traffic);
	while (!err && !bpf_map_get_next_key(blocked, after, &key)) {
		after = &key;
		inet_ntop(AF_INET, &key, name, sizeof(name));
		if (!bpf_map_lookup_elem(blocked, &key, &traffic))
			err = emit_line("dropped", name, &traffic);
	}
	return err;
}

static const struct argp_option options[] = {
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
	case ARGP_KEY_ARGS:
		arguments = state->argv + state->next;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which interface?");
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"INTERFACE[,skb|drv|hw] [ADDRESS...]",
	DESCRIPTION TOOL_UNTIL
	"\vIt prints a table every second and after Ctrl-C. ADDRESSes are IPv4; what they\n"
	"send is dropped until the tool ends.",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct xdp_bpf *skel;
	int err = 0;

	tool_begin(&argp, argc, argv, NULL);
	skel = xdp_bpf__open_and_load();
	if (!skel)
		return 1;
	for (char **address = arguments + 1; *address && !err; address++)
		err = block(skel->maps.blocked, *address);
	if (!err) {
		skel->links.on_packet = wasm_bpf_attach(skel->progs.on_packet, arguments[0]);
		err = skel->links.on_packet ? 0 : -errno;
	}
	while (!err && !exiting) {
		sleep(1);
		err = emit_table(skel);
	}
	xdp_bpf__destroy(skel);
	return err ? 1 : 0;
}
