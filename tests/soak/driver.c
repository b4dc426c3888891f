// SPDX-License-Identifier: MIT
/*
 * Runs the kernel's side of the soak test once a guest has loaded it, or looks for what
 * guests left behind:
 *
 *	driver TAG produce COUNT	submits COUNT records from two threads, then sees to it that
 *				the perf buffer tells of its last losses, and says that all
 *				is done
 *	driver TAG left		prints the names of what is in the kernel
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "soak.h"
#include "tagged.h"

enum { THREADS = 2, BURST = 3 * 64, PAUSE_US = 60, FLUSH_TRIES = 60000 };

static int program = -1;

static unsigned int run(unsigned long long what, unsigned long long count, unsigned int cpu,
			unsigned int flags)
{
	unsigned long long args[2] = { what, count };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = args, .ctx_size_in = sizeof(args),
		    .cpu = cpu, .flags = flags);

	if (bpf_prog_test_run_opts(program, &opts) < 0) {
		fprintf(stderr, "driver: cannot run the program: %s\n", strerror(errno));
		exit(1);
	}
	return opts.retval;
}

static void *produce(void *arg)
{
	unsigned long long left = *(unsigned long long *)arg;

	while (left) {
		unsigned long long count = left < BURST ? left : BURST;

		run(PRODUCE, count, 0, 0);
		left -= count;
		if (left / BURST % 16 == 0)
			usleep(PAUSE_US);
	}
	return NULL;
}

static int produce_all(unsigned long long count)
{
	unsigned long long shares[THREADS];
	pthread_t threads[THREADS];

	program = tagged_wait_for_program("run");
	if (program < 0)
		return 1;
	for (int i = 0; i < THREADS; i++) {
		shares[i] = count / THREADS;
		if (pthread_create(&threads[i], NULL, produce, &shares[i]))
			return 1;
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	/* A CPU's losses are told with its next record, which the guest makes room for. */
	for (int cpu = 0; cpu < libbpf_num_possible_cpus(); cpu++) {
		int tries = FLUSH_TRIES;

		while (run(FLUSH, 0, (unsigned int)cpu, BPF_F_TEST_RUN_ON_CPU)) {
			if (!tries--) {
				fprintf(stderr, "driver: nobody reads the perf buffer\n");
				return 1;
			}
			usleep(1000);
		}
	}
	run(FINISH, 0, 0, 0);
	return 0;
}

static void list_programs(void)
{
	char name[BPF_OBJ_NAME_LEN];
	__u32 id = 0;

	while (bpf_prog_get_next_id(id, &id) == 0) {
		int fd = tagged_open_program(id, name);

		if (fd >= 0) {
			printf("program %s\n", name);
			close(fd);
		}
	}
}

static void list_maps(void)
{
	__u32 id = 0;

	while (bpf_map_get_next_id(id, &id) == 0) {
		struct bpf_map_info info = { 0 };
		__u32 size = sizeof(info);
		int fd = bpf_map_get_fd_by_id(id);

		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0 &&
		    tagged_is_ours(info.name))
			printf("map %s\n", info.name);
		if (fd >= 0)
			close(fd);
	}
}

static void list_links(void)
{
	char name[BPF_OBJ_NAME_LEN];
	__u32 id = 0;

	while (bpf_link_get_next_id(id, &id) == 0) {
		struct bpf_link_info info = { 0 };
		__u32 size = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id), prog = -1;

		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
			prog = tagged_open_program(info.prog_id, name);
		if (prog >= 0)
			printf("link of %s\n", name);
		if (prog >= 0)
			close(prog);
		if (fd >= 0)
			close(fd);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3 || !tagged_set(argv[1]))
		return 2;
	if (argc == 4 && strcmp(argv[2], "produce") == 0)
		return produce_all(strtoull(argv[3], NULL, 10));
	if (argc != 3 || strcmp(argv[2], "left") != 0)
		return 2;
	list_programs();
	list_maps();
	list_links();
	return 0;
}
