// SPDX-License-Identifier: MIT
/* Prints where the CPUs spend their time, as folded stacks for a flame graph. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf_v2.h>
#include "profile.skel.h"
#include "profile.types.h"

#define DEPTH 127

static void stop(int signal_number)
{
	(void)signal_number; /* it is enough that the sleep ends */
}

static int usage(void)
{
	fputs("Usage: profile [-F HZ] [SECONDS]\n"
	      "Samples for SECONDS (5), or until it is interrupted, what runs on all CPUs HZ (99)\n"
	      "times a second, and prints how often each stack was found.\n", stderr);
	return 2;
}

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

int main(int argc, char **argv)
{
	struct profile_bpf *skel;
	char target[64];
	int option, hz = 99, seconds = 5;

	while ((option = getopt(argc, argv, "F:")) != -1) {
		if (option != 'F')
			return usage();
		hz = atoi(optarg);
	}
	if (optind < argc)
		seconds = atoi(argv[optind++]);
	if (hz <= 0 || seconds <= 0 || optind < argc)
		return usage();
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = profile_bpf__open_and_load();
	if (!skel)
		return 1;
	snprintf(target, sizeof(target), "cpu-clock@%dhz", hz);
	skel->links.on_sample = wasm_bpf_attach(skel->progs.on_sample, target);
	if (skel->links.on_sample) {
		sleep(seconds);
		print_samples(skel);
	}
	option = skel->links.on_sample ? 0 : 1;
	profile_bpf__destroy(skel);
	return option;
}
