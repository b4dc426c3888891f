// SPDX-License-Identifier: MIT
/*
 * since_exec FILE COMMAND...: runs the command with stdin from FILE, takes the first
 * number that it prints for the monotonic clock in ns, and prints how many
 * microseconds that was after the fork.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned long long reached = 0;
	struct timespec begin;
	int fds[2];
	pid_t pid;
	FILE *out;

	if (argc < 3 || pipe(fds) < 0)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	pid = fork();
	if (pid == 0) {
		dup2(open(argv[1], O_RDONLY), 0);
		dup2(fds[1], 1);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	close(fds[1]);
	out = fdopen(fds[0], "r");
	if (!out || fscanf(out, "%llu", &reached) != 1)
		return 1;
	waitpid(pid, NULL, 0);
	printf("%lld\n", (long long)(reached - (unsigned long long)begin.tv_sec * 1000000000 -
				     (unsigned long long)begin.tv_nsec) / 1000);
	return 0;
}
