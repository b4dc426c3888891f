// SPDX-License-Identifier: MIT
/*
 * The traced program: makes COUNT system calls that tests/bench/traced.bpf.c sees, RATE a second
 * (0: as many as it can), on the last CPU:
 *
 *	traced RATE COUNT [PID]
 *
 * Prints nanoseconds a call, and what the process PID used of a CPU meanwhile, in percent. Its last
 * call ends the reader.
 */
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "traced.h"

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Nanoseconds that a process ran, from its first line of schedstat. */
static uint64_t used_by(const char *pid)
{
	char path[64];
	unsigned long long ns = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/schedstat", pid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%llu", &ns) != 1)
		ns = 0;
	if (file)
		fclose(file);
	return ns;
}

int main(int argc, char **argv)
{
	const uint64_t rate = argc > 2 ? strtoull(argv[1], NULL, 10) : 0;
	const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	const char *pid = argc > 3 ? argv[3] : NULL;
	uint64_t begin, used, spent = 0;
	cpu_set_t cpus;

	if (!count)
		return 2;
	CPU_ZERO(&cpus);
	CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	used = pid ? used_by(pid) : 0;
	begin = now();
	for (uint64_t i = 0; i < count; i++) {
		uint64_t before = 0;

		while (rate && (before = now()) < begin + i * 1000000000 / rate)
			;
		syscall(SYS_getpgid, TRACED_ARGUMENT);
		if (rate)
			spent += now() - before;
	}
	if (!rate)
		spent = now() - begin;
	printf("%.1f", (double)spent / (double)count);
	if (pid)
		printf(" %.1f", (double)(used_by(pid) - used) * 100 / (double)(now() - begin));
	putchar('\n');
	usleep(100000);
	syscall(SYS_getpgid, LAST_ARGUMENT);
	return 0;
}
