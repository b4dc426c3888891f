// SPDX-License-Identifier: MIT
/*
 * A guest that has programs run: test runs, iterators, struct_ops maps, and what the kernel
 * counts of it: v2_run.wasm TEST < object.bpf.o, or < ops.bpf.o for "struct-ops".
 */
#include <unistd.h>

#include "opened.h"

static struct wasm_bpf_test_run test_run(const char *name, struct wasm_bpf_test_run run, int wanted)
{
	IS(wasm_bpf_program_test_run(program(name), &run, sizeof(run)), wanted);
	return run;
}

#define AT(what) ((uint32_t)(uintptr_t)(what))

static void test_test_run(void)
{
	unsigned char packet[64] = { 7 }, back[64] = { 0 };
	struct sum sum = { .a = 40, .b = 2 };
	struct wasm_bpf_test_run run, in = {
		.data_in = AT(packet), .data_in_size = sizeof(packet),
		.data_out = AT(back), .data_out_size = sizeof(back),
	};

	open_and_load();
	run = test_run("pass", in, 0);
	IS(run.retval, 2);
	IS(run.data_out_size, sizeof(packet));
	IS(back[0], 7);
	run = test_run("mark", in, 0);
	IS(run.retval, 3);
	IS(back[0], 8);
	IS(packet[0], 7);

	/* Room for a part of it; all of its size comes back. */
	memset(back, 0x55, sizeof(back));
	in.data_out_size = 10;
	run = test_run("mark", in, -L_ENOSPC);
	IS(run.data_out_size, sizeof(packet));
	IS(back[0], 8);
	IS(back[10], 0x55);
	in.data_out_size = sizeof(back);

	in.repeat = 1000;
	run = test_run("drop", in, 0);
	IS(run.retval, 1);
	IS(run.duration_ns < 1000000, 1);
	/* Longer than a part. */
	in.repeat = 40;
	run = test_run("slow", in, 0);
	IS(run.retval, 2);
	IS(run.duration_ns > 1000, 1);

	run = test_run("add", (struct wasm_bpf_test_run){
				      .context_in = AT(&sum), .context_in_size = sizeof(sum),
			      }, 0);
	IS(run.retval, 0);
	IS(sum.sum, 42);
	/* A struct that ends earlier, and one that does not begin. */
	in.repeat = 0;
	in.retval = 77;
	IS(wasm_bpf_program_test_run(program("drop"), &in,
				     offsetof(struct wasm_bpf_test_run, retval)),
	   0);
	IS(in.retval, 77);
	IS(in.data_out_size, sizeof(packet));
}

static void test_test_run_hostile(void)
{
	static unsigned char packet[64];
	char *end = memory_end();
	char *bad[] = { end, end - 1, end + 1, (char *)-1, (char *)-8, (char *)0x80000000 };
	struct wasm_bpf_test_run good = { .data_in = AT(packet), .data_in_size = sizeof(packet) };
	int pass;

	open_and_load();
	pass = program("pass");
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct wasm_bpf_test_run run = good;

		IS(wasm_bpf_program_test_run(pass, (void *)bad[i], sizeof(run)), -L_EFAULT);
		run.data_in = AT(bad[i]);
		test_run("pass", run, -L_EFAULT);
		run = good;
		run.data_out = AT(bad[i]);
		run.data_out_size = 64;
		test_run("pass", run, -L_EFAULT);
		run = good;
		run.context_in = AT(bad[i]);
		run.context_in_size = 24;
		test_run("pass", run, -L_EFAULT);
		run = good;
		run.context_out = AT(bad[i]);
		run.context_out_size = 24;
		test_run("pass", run, -L_EFAULT);
	}
	/* Sizes that no memory has, input that the kernel does not take. */
	good.data_in_size = 0xffffffff;
	test_run("pass", good, -L_EFAULT);
	good.data_in_size = 0;
	IS(wasm_bpf_program_test_run(pass, &good, sizeof(good)) < 0, 1);
	IS(said("cannot run 'pass'"), 1);
	IS(wasm_bpf_program_test_run(pass, &good, 0) < 0, 1);
	IS(wasm_bpf_program_test_run(pass, NULL, 0), -L_EFAULT);
	good.data_in_size = sizeof(packet);
	good.flags = 0xffffffff;
	IS(wasm_bpf_program_test_run(pass, &good, sizeof(good)) < 0, 1);
	/* Those that cannot be run so, or are not loaded. */
	good.flags = 0;
	IS(wasm_bpf_program_test_run(program("by_perf_event"), &good, sizeof(good)) < 0, 1);
	IS(wasm_bpf_program_test_run(program("wild"), &good, sizeof(good)), -L_EINVAL);
	IS(said("it is not loaded"), 1);
	IS(wasm_bpf_program_test_run(12345, &good, sizeof(good)), -L_EBADF);
}

/* Millions of runs, which an interrupt ends. */
static void test_long_run(void)
{
	static unsigned char packet[64];
	struct wasm_bpf_test_run run = { .data_in = AT(packet), .data_in_size = sizeof(packet),
					 .repeat = 0xffffffff };

	open_and_load();
	printf("waiting\n");
	fflush(stdout);
	IS(wasm_bpf_program_test_run(program("slow"), &run, sizeof(run)), -L_EINTR);
	printf("flushed\n");
}

static void test_stats(void)
{
	static unsigned char packet[64];
	struct wasm_bpf_test_run run = { .data_in = AT(packet), .data_in_size = sizeof(packet) };

	open_and_load();
	IS(program_info(program("drop")).runs, 0);
	IS(wasm_bpf_stats_enable(1), 0);
	IS(wasm_bpf_stats_enable(1), 0);
	run.repeat = 100;
	run = test_run("drop", run, 0);
	IS(program_info(program("drop")).runs >= 100, 1);
	IS(program_info(program("drop")).run_time_ns > 0, 1);
	IS(wasm_bpf_stats_enable(0), 0);
	IS(wasm_bpf_stats_enable(0), 0);
	IS(wasm_bpf_stats_enable(2), -L_EINVAL);
	IS(wasm_bpf_stats_enable(-1), -L_EINVAL);
}

/* What the policy refuses. */
static void test_refused(void)
{
	struct wasm_bpf_test_run run = { 0 };

	open_and_load();
	IS(wasm_bpf_program_test_run(program("drop"), &run, sizeof(run)), -L_EPERM);
	IS(said("test runs of programs") && said("hint: '--allow test-run'"), 1);
	IS(wasm_bpf_stats_enable(1), -L_EPERM);
	IS(said("hint: '--allow stats'"), 1);
	IS(wasm_bpf_stats_enable(0), 0);
}

/* All that a pass says. */
static char *read_all(int link, uint32_t at_once)
{
	static char all[1 << 20];
	int iter = wasm_bpf_iter_open(link), ret, len = 0;

	IS(iter > 0, 1);
	while ((ret = wasm_bpf_iter_read(iter, all + len, at_once)) > 0)
		len += ret;
	IS(ret, 0);
	IS(wasm_bpf_iter_close(iter), 0);
	all[len] = '\0';
	return all;
}

static void test_iter(void)
{
	char *end = memory_end(), first[8] = "", task[16] = "";
	uint64_t key;
	uint32_t value;
	int link, iter, other;

	open_and_load();
	link = wasm_bpf_program_attach(program("each_task"), NULL, 0);
	IS(link > 0, 1);
	IS(link_info(link).type, 4); /* BPF_LINK_TYPE_ITER */
	strncpy(task, read_all(link, 4096), sizeof(task) - 1);
	IS(atoi(task) > 0 && strchr(task, '\n'), 1);
	IS(strncmp(read_all(link, 1), task, 2), 0);

	/* A pass outlives its link, and begins where it was opened. */
	iter = wasm_bpf_iter_open(link);
	other = wasm_bpf_iter_open(link);
	IS(iter > 0 && other > 0 && iter != other, 1);
	IS(wasm_bpf_iter_read(iter, first, 1), 1);
	IS(wasm_bpf_link_close(link), 0);
	IS(wasm_bpf_iter_open(link), -L_EBADF);
	IS(wasm_bpf_iter_read(iter, first + 1, 1), 1);
	IS(strncmp(first, task, 2), 0);
	IS(wasm_bpf_iter_read(other, first, 1), 1);
	IS(wasm_bpf_iter_read(iter, NULL, 10), -L_EFAULT);
	IS(wasm_bpf_iter_read(iter, end - 1, 10), -L_EFAULT);
	IS(wasm_bpf_iter_read(iter, end, 1), -L_EFAULT);
	IS(wasm_bpf_iter_read(iter, first, 0), -L_EINVAL);
	IS(wasm_bpf_iter_read(iter, first, 0xffffffff), -L_EFAULT);
	IS(wasm_bpf_iter_close(iter), 0);
	IS(wasm_bpf_iter_close(iter), -L_EBADF);
	IS(wasm_bpf_iter_read(iter, first, 1), -L_EBADF);

	/* One process. */
	snprintf(task, sizeof(task), "%d", (int)wasm_bpf_host_number(WASM_BPF_PROCESS_ID));
	link = wasm_bpf_program_attach(program("each_task"), task, 0);
	IS(link > 0, 1);
	strcat(task, "\n");
	IS(strncmp(read_all(link, 4096), task, strlen(task)), 0);
	IS(wasm_bpf_link_close(link), 0);

#ifndef NO_ENTRIES
	/* What a map has. */
	for (key = 1; key <= 3; key++) {
		value = (uint32_t)key * 11;
		IS(wasm_bpf_map_operate(found("spare"), WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0),
		   0);
	}
	link = wasm_bpf_program_attach(program("each_entry"), "spare", 0);
	IS(link > 0, 1);
	IS(strlen(read_all(link, 4096)), strlen("1=11\n2=22\n3=33\n"));
	IS(strstr(read_all(link, 4096), "2=22\n") != NULL, 1);
	IS(wasm_bpf_link_detach(link), 0);
	IS(wasm_bpf_iter_open(link), -L_EINVAL);
	IS(wasm_bpf_program_attach(program("each_entry"), "nosuch", 0), -L_ENOENT);
	IS(wasm_bpf_program_attach(program("each_entry"), NULL, 0) < 0, 1);
#endif

	/* What is no iterator. */
	link = wasm_bpf_program_attach(program("by_raw_tp"), NULL, 0);
	IS(wasm_bpf_iter_open(link), -L_EINVAL);
	for (int i = -3; i < 100; i++)
		if (i != other)
			IS(wasm_bpf_iter_close(i), -L_EBADF);
	/* The last one goes with the guest, and after its object. */
	IS(wasm_bpf_object_close(opened), 0);
	IS(wasm_bpf_iter_read(other, first, 1) >= 0, 1);
}

/* Passes that say nothing, until an interrupt ends them. */
static void test_long_iter(void)
{
	int link, ret, iter;
	char byte;

	open_and_load();
	link = wasm_bpf_program_attach(program("each_task"), NULL, 0);
	printf("waiting\n");
	fflush(stdout);
	do {
		iter = wasm_bpf_iter_open(link);
		while ((ret = wasm_bpf_iter_read(iter, &byte, 1)) > 0)
			;
		wasm_bpf_iter_close(iter);
	} while (ret == 0);
	IS(ret, -L_EINTR);
	printf("flushed\n");
}

static void test_struct_ops(void)
{
	uint32_t zero = 0;
	int map, link;

	/* Without its functions it stays what the kernel has by itself. */
	opened = open_object();
	for (int next = 0; (next = wasm_bpf_program_next(opened, next)) > 0;)
		IS(wasm_bpf_program_set(next, WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), 0);
	IS(wasm_bpf_object_load(opened), 0);
	IS(wasm_bpf_object_close(opened), 0);

	opened = open_object();
	map = found("calm");
	IS(wasm_bpf_map_attach(map), -L_EINVAL);
	IS(wasm_bpf_map_set(map, WASM_BPF_MAP_SET_TYPE, 1), -L_EINVAL);
	IS(wasm_bpf_map_set(map, WASM_BPF_MAP_SET_VALUE_SIZE, 1), -L_EINVAL);
	if (wasm_bpf_object_load(opened) < 0) {
		wasm_bpf_last_error(text, sizeof(text));
		printf("cannot be tested: %s\n", text);
		exit(77);
	}
	IS(wasm_bpf_map_initial(map, text, sizeof(text)), -L_EINVAL);
	/* It would attach what descriptors of the host's stand for, and stay. */
	memset(text, 0, sizeof(text));
	IS(wasm_bpf_map_operate(map, WASM_BPF_MAP_UPDATE, &zero, text, NULL, 0), -L_EBADF);
	link = wasm_bpf_map_attach(map);
	IS(link > 0, 1);
	IS(link_info(link).state & WASM_BPF_LINK_ATTACHED, WASM_BPF_LINK_ATTACHED);
	IS(link_info(link).program, 0);
	IS(wasm_bpf_map_attach(map) < 0, 1);
	IS(wasm_bpf_link_update(link, program("ssthresh")) < 0, 1);
	IS(wasm_bpf_link_detach(link), 0);
	IS(link_info(link).state, 0);
	IS(wasm_bpf_link_close(link), 0);
	IS(wasm_bpf_map_attach(12345), -L_EBADF);
	/* The kernel registers such a map once; this is another. */
	opened = open_object();
	IS(wasm_bpf_object_load(opened), 0);
	IS(wasm_bpf_map_attach(found("calm")) > 0, 1);
	printf("waiting\n");
	fflush(stdout);
	/* Where that is there it is a call that nothing interrupts. */
	fopen("/fifos/struct-ops", "r");
	sleep(20);
}

static const struct test tests[] = {
	{ "test-run", test_test_run },
	{ "test-run-hostile", test_test_run_hostile },
	{ "long-run", test_long_run },
	{ "stats", test_stats },
	{ "refused", test_refused },
	{ "iter", test_iter },
	{ "long-iter", test_long_iter },
	{ "struct-ops", test_struct_ops },
};

int main(int argc, char **argv)
{
	(void)argc;
	read_object();
	return run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
