// SPDX-License-Identifier: MIT
/* Prints where the CPUs spend their time, as folded stacks for a flame graph. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include <wasm_bpf_v2.h>
#include "../tool.h"
#include "profile.skel.h"
#include "profile.types.h"

#define DESCRIPTION "Prints where programs and the kernel spend time, as folded stacks"
TOOL(DESCRIPTION);

static unsigned hz = 99, seconds = 5;

#define DEPTH 127

/* --- the table -------------------------------------------------------------- */

/* The function at an address: of the kernel where `pid` is 0, else of the process, as long
 * as that lives; or the file that it is in. */
static void print_function(int pid, __u64 address)
{
	char name[256];

	if ((pid ? wasm_bpf_usym(pid, address, NULL, name, sizeof(name))
		 : wasm_bpf_ksym(address, NULL, name, sizeof(name))) > 0)
		printf(";%s", name);
	else if (pid && wasm_bpf_usym_module(pid, address, NULL, name, sizeof(name)) > 0)
		printf(";[%s]", strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
	else
		printf(";0x%llx", address);
}

/* ";outer;inner" */
static void print_stack(int stacks, int stack, int pid)
{
	__u64 frames[DEPTH] = { 0 };
	int depth = 0;

	if (stack < 0 || bpf_map_lookup_elem(stacks, &stack, frames))
		return;
	while (depth < DEPTH && frames[depth])
		depth++;
	/* A caller's address is where it goes on: the call is before. */
	while (depth--)
		print_function(pid, frames[depth] - !!depth);
}

static void print_samples(const struct profile_bpf *skel)
{
	int counts = bpf_map__fd(skel->maps.counts), stacks = bpf_map__fd(skel->maps.stacks);
	struct sample sample, *after = NULL;
	__u64 count;

	while (!bpf_map_get_next_key(counts, after, &sample)) {
		after = &sample;
		if (bpf_map_lookup_elem(counts, &sample, &count))
			continue;
		printf("%.16s", sample.comm);
		print_stack(stacks, sample.user_stack, sample.pid);
		print_stack(stacks, sample.kernel_stack, 0);
		printf(" %llu\n", count);
	}
}

static const struct argp_option options[] = {
	{ "frequency", 'F', "HZ", 0, "Samples a second on each CPU (99)", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'F':
		hz = tool_number(arg, 100000, "frequency", state);
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		seconds = tool_number(arg, INT32_MAX, "number of seconds", state);
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"[SECONDS]",
	DESCRIPTION
	".\vIt samples for SECONDS (5), or until Ctrl-C. The output is what flame-graph\n"
	"tools read.",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct profile_bpf *skel;
	char target[64];
	bool attached;

	tool_begin(&argp, argc, argv, NULL);
	skel = profile_bpf__open_and_load();
	if (!skel)
		return 1;
	snprintf(target, sizeof(target), "cpu-clock@%uhz", hz);
	skel->links.on_sample = wasm_bpf_attach(skel->progs.on_sample, target);
	attached = skel->links.on_sample;
	if (attached) {
		sleep(seconds);
		print_samples(skel);
	}
	profile_bpf__destroy(skel);
	return attached ? 0 : 1;
}
