// SPDX-License-Identifier: MIT
/* Draws a histogram of how long tasks wait for a CPU. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "runqlat.skel.h"

#define WIDTH 40

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int usage(void)
{
	fputs("Usage: runqlat [-p PID] [INTERVAL [COUNT]]\n"
	      "Draws a histogram of how long tasks wait for a CPU, COUNT times (1), each after\n"
	      "INTERVAL seconds (1).\n"
	      "\n"
	      "  -p PID  only the threads of the process\n", stderr);
	return 2;
}

/* Takes the counts out of the map and resets them. Returns 0 or -errno. */
static int take_counts(const struct bpf_map *map, __u64 *counts, __u32 slots)
{
	static const __u64 zero;
	int fd = bpf_map__fd(map), err = 0;

	for (__u32 slot = 0; slot < slots && !err; slot++) {
		err = bpf_map_lookup_elem(fd, &slot, &counts[slot]);
		if (!err)
			err = bpf_map_update_elem(fd, &slot, &zero, BPF_ANY);
	}
	return err;
}

static void draw(const __u64 *counts, __u32 slots)
{
	__u64 most = 1;
	__u32 used = 0;

	for (__u32 slot = 0; slot < slots; slot++) {
		if (counts[slot])
			used = slot + 1;
		if (counts[slot] > most)
			most = counts[slot];
	}
	printf("%21s : %-8s distribution\n", "usecs", "count");
	for (__u32 slot = 0; slot < used; slot++) {
		int stars = (counts[slot] * WIDTH + most - 1) / most;

		printf("%9llu -> %-9llu : %-8llu |%-*.*s|\n", slot ? 1ull << slot : 0,
		       (1ull << (slot + 1)) - 1, counts[slot], WIDTH, stars,
		       "****************************************");
	}
	putchar('\n');
}

static int run(struct runqlat_bpf *skel, unsigned interval, unsigned times)
{
	const struct bpf_map *map = skel->maps.histogram;
	__u32 slots = bpf_map__max_entries(map);
	__u64 *counts = calloc(slots, sizeof(*counts));
	int err = counts ? runqlat_bpf__load(skel) : -ENOMEM;

	if (!err)
		err = runqlat_bpf__attach(skel);
	while (!err && !exiting && times--) {
		sleep(interval);
		err = take_counts(map, counts, slots);
		if (!err)
			draw(counts, slots);
	}
	free(counts);
	return err;
}

int main(int argc, char **argv)
{
	struct runqlat_bpf *skel = runqlat_bpf__open();
	unsigned interval, times;
	int option, err;

	if (!skel)
		return 1;
	while ((option = getopt(argc, argv, "p:")) != -1) {
		if (option != 'p')
			return usage();
		skel->rodata->only_pid = atoi(optarg);
	}
	interval = optind < argc ? atoi(argv[optind]) : 1;
	times = optind + 1 < argc ? atoi(argv[optind + 1]) : 1;
	if (!interval || !times || optind + 2 < argc)
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	err = run(skel, interval, times);
	runqlat_bpf__destroy(skel);
	return err ? 1 : 0;
}
