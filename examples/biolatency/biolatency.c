// SPDX-License-Identifier: MIT
/* Draws a histogram of how long block devices take for a request. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "biolatency.skel.h"

#define WIDTH 40
#define SLOTS (sizeof(((struct biolatency_bpf__bss *)0)->histogram) / sizeof(uint64_t))

static void stop(int signal_number)
{
	(void)signal_number;
}

static void draw(const struct biolatency_bpf__bss *counts)
{
	uint64_t most = 1;
	unsigned used = 0;

	for (unsigned slot = 0; slot < SLOTS; slot++) {
		if (counts->histogram[slot])
			used = slot + 1;
		if (counts->histogram[slot] > most)
			most = counts->histogram[slot];
	}
	printf("%21s : %-8s distribution\n", "usecs", "count");
	for (unsigned slot = 0; slot < used; slot++) {
		uint64_t count = counts->histogram[slot];
		int stars = (count * WIDTH + most - 1) / most;

		printf("%9llu -> %-9llu : %-8llu |%-*.*s|\n", slot ? 1ull << slot : 0,
		       (1ull << (slot + 1)) - 1, (unsigned long long)count, WIDTH, stars,
		       "****************************************");
	}
}

int main(int argc, char **argv)
{
	int seconds = argc == 2 ? atoi(argv[1]) : argc == 1 ? 86400 : 0, err;
	struct biolatency_bpf__bss counts;
	struct biolatency_bpf *skel;
	uint32_t zero = 0;

	if (seconds <= 0) {
		fputs("Usage: biolatency [SECONDS]\n"
		      "Draws a histogram of how long block devices took for a request, after SECONDS\n"
		      "or when it is interrupted.\n", stderr);
		return 2;
	}
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = biolatency_bpf__open_and_load();
	if (!skel)
		return 1;
	err = biolatency_bpf__attach(skel);
	if (!err)
		sleep(seconds);
	if (!err)
		err = bpf_map_lookup_elem(bpf_map__fd(skel->maps.bss), &zero, &counts);
	if (!err)
		draw(&counts);
	biolatency_bpf__destroy(skel);
	return err ? 1 : 0;
}
