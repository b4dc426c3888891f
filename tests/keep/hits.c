// SPDX-License-Identifier: MIT
/* hits RATE: calls getpgid so many times a second, until it is told to end; then says how often. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void end(int number)
{
	(void)number;
	ended = 1;
}

int main(int argc, char **argv)
{
	const struct timespec pause = { 0, 1000000 };
	const long rate = argc > 1 ? atol(argv[1]) : 1000;
	struct timespec begin, now;
	long done = 0;

	signal(SIGTERM, end);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (!ended) {
		double due;

		nanosleep(&pause, NULL);
		clock_gettime(CLOCK_MONOTONIC, &now);
		due = ((double)(now.tv_sec - begin.tv_sec) +
		       (double)(now.tv_nsec - begin.tv_nsec) / 1e9) *
		      (double)rate;
		for (; done < (long)due && !ended; done++)
			syscall(SYS_getpgid, 0);
	}
	printf("%ld\n", done);
	return 0;
}
