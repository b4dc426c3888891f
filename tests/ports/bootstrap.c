// SPDX-License-Identifier: MIT
/* argp, a signal's handler, a ring buffer. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/resource.h>
#include <bpf/libbpf.h>
#include "bootstrap.h"
#include "bootstrap.skel.h"

static struct env {
	bool verbose;
	long min_pid;
	int count;
} env = { .count = 3 };

const char *argp_program_version = "bootstrap 0.0";
static const struct argp_option opts[] = {
	{ "verbose", 'v', NULL, 0, "Verbose debug output" },
	{ "pid", 'p', "PID", 0, "The first process to show" },
	{},
};

static error_t parse_arg(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'v':
		env.verbose = true;
		break;
	case 'p':
		errno = 0;
		env.min_pid = strtol(arg, NULL, 10);
		if (errno || env.min_pid < 0)
			argp_usage(state);
		break;
	case ARGP_KEY_ARG:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = opts,
	.parser = parse_arg,
	.doc = "Shows processes that start.",
};

static volatile sig_atomic_t exiting;

static void sig_handler(int sig)
{
	exiting = 1;
}

static int handle_event(void *ctx, void *data, size_t data_sz)
{
	const struct event *e = data;
	time_t t = time(NULL);
	struct tm *tm = localtime(&t);
	char ts[32];
	int *left = ctx;

	strftime(ts, sizeof(ts), "%H:%M:%S", tm);
	printf("%-8s %-16s %-7d %u\n", ts, e->comm, e->pid, e->cpu);
	if (--*left == 0)
		exiting = 1;
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = sig_handler };
	struct ring_buffer *rb = NULL;
	struct bootstrap_bpf *skel;
	int err = argp_parse(&argp, argc, argv, 0, NULL, NULL);

	if (err)
		return err;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	skel = bootstrap_bpf__open();
	if (!skel) {
		fprintf(stderr, "Failed to open and load BPF skeleton\n");
		return 1;
	}
	skel->rodata->min_pid = env.min_pid;
	err = bootstrap_bpf__load(skel);
	if (err)
		goto cleanup;
	err = bootstrap_bpf__attach(skel);
	if (err)
		goto cleanup;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), handle_event, &env.count, NULL);
	if (!rb) {
		err = -1;
		goto cleanup;
	}
	while (!exiting) {
		err = ring_buffer__poll(rb, 100);
		if (err == -EINTR) {
			err = 0;
			break;
		}
		if (err < 0) {
			printf("Error polling ring buffer: %d\n", err);
			break;
		}
	}
	if (err >= 0 && env.count > 0)
		err = -ENOENT;
cleanup:
	ring_buffer__free(rb);
	bootstrap_bpf__destroy(skel);
	return err < 0 ? -err : 0;
}
