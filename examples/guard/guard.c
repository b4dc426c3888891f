// SPDX-License-Identifier: MIT
/* Lets the processes of a cgroup connect to some ports only, and prints what they try. */
#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include "../tool.h"
#include "guard.skel.h"
#include "guard.types.h"

#define DESCRIPTION \
	"Lets the processes of a cgroup connect to some ports only, and prints what they try"
TOOL(DESCRIPTION);

static char **arguments; /* the cgroup, then ports */

static int take_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	uint32_t address = e->address;
	char text[INET_ADDRSTRLEN];
	struct attempt attempt = { .pid = e->pid };

	(void)ctx, (void)size;
	memcpy(attempt.comm, e->comm, sizeof(attempt.comm));
	strcpy(attempt.verdict, e->refused ? "refused" : "allowed");
	inet_ntop(AF_INET, &address, text, sizeof(text));
	snprintf(attempt.address, sizeof(attempt.address), "%s:%u", text, e->port);
	return guard_bpf_attempt__emit(&attempt);
}

static int allow(const struct bpf_map *allowed, const char *text)
{
	static const uint8_t yes = 1;
	int number = atoi(text);
	uint16_t port = number;

	if (number <= 0 || number > UINT16_MAX) {
		fprintf(stderr, "guard: '%s' is no port\n", text);
		return -EINVAL;
	}
	return bpf_map__update_elem(allowed, &port, sizeof(port), &yes, sizeof(yes), BPF_ANY);
}

static int run(struct guard_bpf *skel, const char *cgroup)
{
	struct ring_buffer *events;
	int err = 0;

	skel->links.on_connect = wasm_bpf_attach(skel->progs.on_connect, cgroup);
	if (!skel->links.on_connect)
		return -errno;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(guard_bpf_attempt__emit_all(NULL, 0));
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
	switch (key) {
	case ARGP_KEY_ARGS:
		arguments = state->argv + state->next;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which cgroup?");
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"CGROUP [PORT...]",
	DESCRIPTION TOOL_UNTIL
	"\vCGROUP is the path of a cgroup2 folder. Only connections over IPv4 are looked at.",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct guard_bpf *skel;
	int err = 0;

	tool_begin(&argp, argc, argv, NULL);
	skel = guard_bpf__open_and_load();
	if (!skel)
		return 1;
	for (char **port = arguments + 1; *port && !err; port++)
		err = allow(skel->maps.allowed, *port);
	if (!err)
		err = run(skel, arguments[0]);
	guard_bpf__destroy(skel);
	return err ? 1 : 0;
}
