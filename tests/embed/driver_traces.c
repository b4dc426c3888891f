// SPDX-License-Identifier: MIT
/* Tests of what the runtime says, and of what it leaves behind: nothing. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "driver.h"

enum { MANY = 200, ROWS = 8 };

void test_messages(void)
{
	struct run *run;

	set_up(0);
	run = new_run("fail", NULL);
	wasm_bpf_config_attach(run->config, "nosuch", "lo");
	IS(go(run), 1);
	HAS(run->messages.text, "F:cannot open the BPF object of 'guest'");
	HAS(run->messages.text,
	    "F:a target was given for program 'nosuch', and no BPF object has such a program");
	free_run(run);
	tear_down();
}

void test_verbose(void)
{
	struct run *run;

	set_up(0);
	run = new_run("cycle", NULL);
	wasm_bpf_config_verbose(run->config, true);
	IS(go(run), 0);
	HAS(run->messages.text, "D:libbpf: ");
	free_run(run);
	tear_down();
}

static atomic_int printed;

static int count_prints(enum libbpf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	printed++;
	return 0;
}

/* What others have libbpf say goes where it went, and nothing else. */
void test_libbpf_print(void)
{
	struct bpf_object *bad;

	libbpf_set_print(count_prints);
	set_up(0);
	IS(simple("cycle", NULL), 0);
	IS(simple("fail", NULL), 0);
	IS(printed, 0);
	bad = bpf_object__open_mem("garbage", 7, NULL);
	IS(bad == NULL, 1);
	IS(printed > 0, 1);
	tear_down();
}

/* A tracepoint is found where nothing shows tracefs, and this process sees no more than before. */
void test_namespaces(void)
{
	char before[64] = "", after[64] = "";

	IS(access("/sys/kernel/tracing/events", F_OK), -1);
	IS(readlink("/proc/thread-self/ns/mnt", before, sizeof(before) - 1) > 0, 1);
	set_up(0);
	IS(simple("cycle", NULL), 0);
	tear_down();
	IS(readlink("/proc/thread-self/ns/mnt", after, sizeof(after) - 1) > 0, 1);
	IS(strcmp(before, after), 0);
	IS(access("/sys/kernel/tracing/events", F_OK), -1);
}

void test_map_refused(void)
{
	set_up(0);
	IS(simple("map-ring", NULL), EOPNOTSUPP);
	IS(wasm_bpf_handle_signals(WASM_BPF_SIGNALS_MEMORY, NULL), -EBUSY);
	tear_down();
}

void test_map_guarded(void)
{
	IS(wasm_bpf_handle_signals(WASM_BPF_SIGNALS_MEMORY, NULL), 0);
	set_up(0);
	IS(simple("map-ring", NULL), 0);
	IS(simple("again", "map-ring"), 0);
	tear_down();
}

/* How many descriptors there are, and how many of them are of the kernel's BPF. */
static int descriptors(int *ret_bpf)
{
	DIR *dir = opendir("/proc/self/fd");
	char path[300], target[64];
	struct dirent *entry;
	int count = 0;

	*ret_bpf = 0;
	while ((entry = readdir(dir))) {
		ssize_t size;

		snprintf(path, sizeof(path), "/proc/self/fd/%s", entry->d_name);
		size = readlink(path, target, sizeof(target) - 1);
		if (size < 0)
			continue;
		target[size] = '\0';
		count++;
		*ret_bpf += strstr(target, "anon_inode:bpf") != NULL;
	}
	closedir(dir);
	return count;
}

/* How many programs and maps of this process are in the kernel. */
static int in_kernel(void)
{
	char program[16], map[16];
	__u32 id = 0;
	int count = 0, fd;

	snprintf(program, sizeof(program), OWN_PROGRAM, getpid() % 10000000);
	snprintf(map, sizeof(map), OWN_MAP, getpid() % 10000000);
	while (bpf_prog_get_next_id(id, &id) == 0) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		fd = bpf_prog_get_fd_by_id(id);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
			count += strcmp(info.name, program) == 0;
		close(fd);
	}
	for (id = 0; bpf_map_get_next_id(id, &id) == 0;) {
		struct bpf_map_info info = { 0 };
		__u32 size = sizeof(info);

		fd = bpf_map_get_fd_by_id(id);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
			count += strcmp(info.name, map) == 0;
		close(fd);
	}
	return count;
}

static long resident_kib(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void *run_share(void *what)
{
	int i;

	for (i = 0; i < MANY / ROWS && !failures; i++)
		IS(simple(what, "0"), 0);
	IS(i, MANY / ROWS);
	return NULL;
}

/* Rows of runs beside each other: the kernel takes its time to detach. */
static void run_rows(const char *what)
{
	pthread_t rows[ROWS];

	for (int i = 0; i < ROWS; i++)
		pthread_create(&rows[i], NULL, run_share, (void *)(uintptr_t)what);
	for (int i = 0; i < ROWS; i++)
		pthread_join(rows[i], NULL);
}

/* What the first row takes is kept for the next one, where now and then a thread is the first
 * to get a heap of its own. What leaks grows each time. */
static void run_many(const char *what)
{
	long more = LONG_MAX, resident;
	int count, bpf;

	run_rows(what);
	count = descriptors(&bpf);
	for (int i = 0; i < 3 && more >= 2048; i++) {
		resident = resident_kib();
		run_rows(what);
		more = resident_kib() - resident;
	}
	IS(descriptors(&bpf), count);
	IS(bpf, 0);
	printf("# %d runs of '%s': %ld KiB more\n", MANY, what, more);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed for a while */
	IS(more < 2048, 1);
#endif
}

void test_many(void)
{
	set_up(0);
	run_many("exit");
	tear_down();
}

void test_many_bpf(void)
{
	struct run *run = new_run("wait-poll", NULL);

	set_up(0);
	start(run);
	wait_for(run, "waiting");
	IS(in_kernel(), 2); /* which proves that they can be seen */
	wasm_bpf_stop(run->instance);
	IS(finish(run), 3);
	free_run(run);
	run_many("cycle");
	for (int i = 0; i < 50 && in_kernel(); i++)
		usleep(100000); /* the kernel frees them later */
	IS(in_kernel(), 0);
	tear_down();
}

/* Runtimes, too, with modules of their own. */
void test_many_runtimes(void)
{
	int before = 0, bpf;

	for (int i = 0; i < 12; i++) {
		if (i == 2)
			before = descriptors(&bpf);
		set_up(i % 2 ? WASM_BPF_CACHE : 0);
		IS(wasm_bpf_runtime_no_cache(runtime) == NULL, 1);
		IS(simple("exit", "9"), 9);
		tear_down();
	}
	IS(descriptors(&bpf), before);
}
