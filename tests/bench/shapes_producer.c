// SPDX-License-Identifier: MIT
/*
 * Runs the program of tests/bench/shapes.bpf.c over and over, once somebody has loaded it, until it
 * is killed, or who started it ends:
 *
 *	shapes_producer spread RINGS	one thread, whose records go to so many rings in turns
 *	shapes_producer shared THREADS	so many threads fill one ring
 *	shapes_producer own THREADS	each has a ring of its own
 *	shapes_producer perf THREADS	they fill the buffer of the CPU on which each stays
 */
#include <bpf/bpf.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "program.h"
#include "shapes.h"

enum { COUNT = 4096, WAKE_EVERY = 1024 };

static int program = -1;

/* Who moved to another CPU would write into another CPU's part, and be read out of order. */
static void stay(unsigned int producer)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(producer % (unsigned int)sysconf(_SC_NPROCESSORS_ONLN), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

static void *produce(void *arg)
{
	struct work *work = arg;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = work, .ctx_size_in = sizeof(*work));

	if (work->buffer == PERF)
		stay((unsigned int)work->producer);
	while (bpf_prog_test_run_opts(program, &opts) == 0)
		;
	perror("shapes_producer");
	exit(1);
}

int main(int argc, char **argv)
{
	static struct work works[PRODUCERS];
	pthread_t thread;
	unsigned int number, threads;

	if (argc != 3)
		return 2;
	number = (unsigned int)atoi(argv[2]);
	threads = strcmp(argv[1], "spread") == 0 ? 1 : number;
	if (number < 1 || number > PRODUCERS)
		return 2;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	program = wait_for_program("bench_shapes");
	for (unsigned int i = 0; i < threads; i++) {
		works[i] = (struct work){
			.producer = i,
			.count = COUNT,
			.buffer = strcmp(argv[1], "perf") == 0  ? PERF
				  : strcmp(argv[1], "own") == 0 ? i
								: 0,
			.spread = strcmp(argv[1], "spread") == 0 ? number : 1,
			/* So that no ring is full before somebody is woken. */
			.wake_every = WAKE_EVERY / (strcmp(argv[1], "shared") == 0 ? threads : 1),
		};
		if (pthread_create(&thread, NULL, produce, &works[i]))
			return 1;
	}
	pthread_join(thread, NULL);
	return 1;
}
