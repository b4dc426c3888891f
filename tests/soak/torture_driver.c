// SPDX-License-Identifier: MIT
/*
 * Runs the kernel's side of the torture test once a reader has loaded it:
 *
 *	torture_driver TAG PRODUCERS RINGS COUNT MEETINGS LEAPS SEED
 *
 * PRODUCERS threads submit COUNT records in all, in bursts of all sizes, to the first RINGS rings;
 * or, if that is 0, to the perf buffer, each on a CPU of its own if there are so many.
 * MEETINGS times all of them stop until the reader has taken all that was submitted; then comes a
 * single record, for which it must be woken. Meanwhile ring 0 is moved LEAPS times by LEAP bytes.
 *
 * Exits with 1, and says so, if the reader takes nothing for WAIT_S seconds although there is
 * something.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "tagged.h"
#include "torture.h"

enum { BURST = 400, WAIT_S = 10 };

static int program, taken_map, producers_map;
static unsigned int producers, rings;
static unsigned long long count, meetings, leaps, seed;
static pthread_barrier_t barrier;

struct thread {
	pthread_t id;
	unsigned int producer;
	unsigned long long left, leaps_left;
	torture_word chance;
};

__attribute__((noreturn)) static void give_up(const char *what)
{
	fprintf(stderr, "torture: %s: %s\n", what, strerror(errno));
	exit(1);
}

static torture_word draw(struct thread *thread, torture_word below)
{
	thread->chance = torture_mix(thread->chance);
	return thread->chance % below;
}

static unsigned long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned long long)time.tv_sec * 1000 + (unsigned long long)time.tv_nsec / 1000000;
}

static unsigned long long taken(void)
{
	const unsigned int zero = 0;
	unsigned long long value;

	if (bpf_map_lookup_elem(taken_map, &zero, &value) < 0)
		give_up("cannot ask what the reader has taken");
	return value;
}

static unsigned long long submitted(void)
{
	unsigned long long sum = 0;
	struct producer producer;

	for (unsigned int i = 0; i < producers; i++) {
		if (bpf_map_lookup_elem(producers_map, &i, &producer) < 0)
			give_up("cannot ask what was submitted");
		for (int ring = 0; ring < BUFFERS; ring++)
			sum += producer.next[ring];
	}
	return sum;
}

/* Submits up to that many; how many there was room for. */
static unsigned long long submit(struct thread *thread, unsigned long long most)
{
	const unsigned int ring = !rings ? PERF
				  : producers > 1 && rings > 1 && draw(thread, 2)
					  ? thread->producer % rings
					  : (unsigned int)draw(thread, rings);
	struct burst burst = { thread->producer, most, ring, 0, 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &burst, .ctx_size_in = sizeof(burst));

	if (rings && draw(thread, 2))
		burst.spread = 1 + draw(thread, rings - ring);
	burst.leap = thread->leaps_left && draw(thread, 4);
	if (bpf_prog_test_run_opts(program, &opts) < 0)
		give_up("cannot run the program");
	if (burst.leap && opts.retval)
		thread->leaps_left--;
	thread->left -= opts.retval;
	return opts.retval;
}

/* Nobody submits: waits until the reader has taken all. */
static void wait_until_taken(void)
{
	const unsigned long long all = submitted();
	unsigned long long last = taken(), since = now_ms(), value;

	while ((value = taken()) < all) {
		if (value != last) {
			last = value;
			since = now_ms();
		} else if (now_ms() - since > WAIT_S * 1000) {
			fprintf(stderr,
				"torture: the reader has %llu of %llu records, and sleeps\n", value,
				all);
			exit(1);
		}
		usleep(20);
	}
	if (value != all) {
		fprintf(stderr, "torture: the reader has %llu of %llu records\n", value, all);
		exit(1);
	}
}

static void meet(struct thread *thread)
{
	pthread_barrier_wait(&barrier);
	if (thread->producer == 0) {
		wait_until_taken();
		if (thread->left) {
			usleep((useconds_t)draw(thread, 1500));
			while (!submit(thread, 1))
				;
			wait_until_taken();
		}
	}
	pthread_barrier_wait(&barrier);
}

/* A ring is full, or nobody is in a hurry: others run meanwhile, and readers fall asleep. */
static void pause_for(struct thread *thread, unsigned int most_us)
{
	if (draw(thread, 2))
		usleep((useconds_t)draw(thread, most_us));
	else
		sched_yield();
}

/* Each CPU has a part of a perf buffer: there is an order in it alone. */
static void stay(unsigned int producer)
{
	cpu_set_t all, one;
	unsigned int left;

	if (sched_getaffinity(0, sizeof(all), &all) < 0)
		give_up("cannot ask which CPUs there are");
	left = producer % (unsigned int)CPU_COUNT(&all);
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all) && left-- == 0)
			CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0)
		give_up("cannot stay on a CPU");
}

static void *produce(void *arg)
{
	struct thread *thread = arg;
	const unsigned long long share = thread->left;
	unsigned long long since = now_ms(), met = 0;

	if (!rings)
		stay(thread->producer);
	while (thread->left) {
		unsigned long long most = 1 + draw(thread, draw(thread, 8) ? BURST : 4), got;

		most = most < thread->left ? most : thread->left;
		got = submit(thread, most);
		if (got)
			since = now_ms();
		else if (now_ms() - since > WAIT_S * 1000 * producers) {
			fprintf(stderr, "torture: no room for producer %u: the reader sleeps\n",
				thread->producer);
			exit(1);
		}
		if (got < most)
			pause_for(thread, 200);
		else if (draw(thread, 64) == 0)
			pause_for(thread, 2000);
		while (met < meetings &&
		       share - thread->left >= share / (meetings + 1) * (met + 1)) {
			met++;
			meet(thread);
		}
	}
	for (; met <= meetings; met++)
		meet(thread);
	return NULL;
}

static void fill_patterns(void)
{
	static torture_word pattern[PATTERN];
	const int map = tagged_map("patterns");

	for (unsigned int i = 0; i < PATTERN; i++)
		pattern[i] = torture_mix(i);
	for (unsigned int i = 0; i < PRODUCERS; i++)
		if (bpf_map_update_elem(map, &i, pattern, 0) < 0)
			give_up("cannot fill the pattern");
}

int main(int argc, char **argv)
{
	struct thread threads[PRODUCERS];

	if (argc != 8 || !tagged_set(argv[1]))
		return 2;
	producers = (unsigned int)atoi(argv[2]);
	rings = (unsigned int)atoi(argv[3]);
	count = strtoull(argv[4], NULL, 10);
	meetings = strtoull(argv[5], NULL, 10);
	leaps = strtoull(argv[6], NULL, 10);
	seed = strtoull(argv[7], NULL, 10);
	if (!producers || producers > PRODUCERS || rings > RINGS)
		return 2;
	program = tagged_wait_for_program("run");
	taken_map = tagged_map("taken");
	producers_map = tagged_map("counts");
	if (program < 0 || taken_map < 0 || producers_map < 0)
		give_up("no reader has loaded the program");
	fill_patterns();
	pthread_barrier_init(&barrier, NULL, producers);
	for (unsigned int i = 0; i < producers; i++) {
		threads[i] = (struct thread){
			.producer = i,
			.left = count / producers + (i < count % producers),
			.leaps_left = i == 0 ? leaps : 0,
			.chance = seed * PRODUCERS + i,
		};
		if (pthread_create(&threads[i].id, NULL, produce, &threads[i]))
			give_up("no thread");
	}
	for (unsigned int i = 0; i < producers; i++)
		pthread_join(threads[i].id, NULL);
	return 0;
}
