// SPDX-License-Identifier: MIT
/* Prints where the CPUs spend their time, as folded stacks for a flame graph. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf.h>
#include "profile.skel.h"
#include "profile.types.h"

#define DEPTH 127

struct symbol {
	__u64 address;
	char name[56];  /* longer ones are cut */
};

static struct symbol *symbols;
static size_t symbol_count;

static void stop(int signal_number)
{
	(void)signal_number; /* it is enough that the sleep ends */
}

static int usage(void)
{
	fputs("Usage: profile [-F HZ] [SECONDS]\n"
	      "Samples for SECONDS (5), or until it is interrupted, what runs on all CPUs HZ (99)\n"
	      "times a second, and prints how often each stack of the kernel was found.\n", stderr);
	return 2;
}

/* --- the kernel's functions ------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
	const struct symbol *first = a, *second = b;

	return first->address < second->address ? -1 : first->address > second->address;
}

/* A line is "ffffffff81000000 T name", and more after a tab for a module's function. */
static bool add_symbol(const char *line)
{
	struct symbol symbol = { 0 };
	size_t length;
	char *end;

	symbol.address = strtoull(line, &end, 16);
	if (!symbol.address || end[0] != ' ' || !strchr("tTwW", end[1]) || end[2] != ' ')
		return true;
	length = strcspn(end + 3, "\t\n");
	if (length > sizeof(symbol.name) - 1)
		length = sizeof(symbol.name) - 1;
	memcpy(symbol.name, end + 3, length);
	if (!(symbol_count & (symbol_count - 1))) {
		size_t room = symbol_count ? 2 * symbol_count : 1;
		struct symbol *more = realloc(symbols, room * sizeof(*symbols));

		if (!more)
			return false;
		symbols = more;
	}
	symbols[symbol_count++] = symbol;
	return true;
}

static void read_symbols(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[512];

	if (!file) {
		fputs("profile: no names of functions: run with --dir /proc\n", stderr);
		return;
	}
	while (fgets(line, sizeof(line), file) && add_symbol(line))
		;
	fclose(file);
	qsort(symbols, symbol_count, sizeof(*symbols), by_address);
}

/* The last function that begins at or before the address, or null. */
static const char *function_at(__u64 address)
{
	size_t low = 0, high = symbol_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? symbols[low - 1].name : NULL;
}

/* --- the table -------------------------------------------------------------- */

/* ";outer;inner" */
static void print_stack(int stacks, int stack)
{
	__u64 frames[DEPTH] = { 0 };
	int depth = 0;

	/* The kernel side's error is in the kernel's numbers. */
	if (stack < 0 || bpf_map_lookup_elem(stacks, &stack, frames)) {
		fputs(wasm_bpf_errno(-stack) == EFAULT ? ";[user]" : ";[unknown]", stdout);
		return;
	}
	while (depth < DEPTH && frames[depth])
		depth++;
	while (depth--) {
		const char *name = function_at(frames[depth]);

		if (name)
			printf(";%s", name);
		else
			printf(";0x%llx", frames[depth]);
	}
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
		print_stack(stacks, sample.stack);
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
		read_symbols();
		print_samples(skel);
	}
	option = skel->links.on_sample ? 0 : 1;
	profile_bpf__destroy(skel);
	return option;
}
