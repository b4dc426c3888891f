// SPDX-License-Identifier: MIT
/* In the style of bcc's tools: a perf buffer with its CPUs and losses, the clock since boot. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "opensnoop.skel.h"
#include "trace_helpers.h"

#define PERF_BUFFER_PAGES 64
#define PERF_POLL_TIMEOUT_MS 100
#define warn(...) fprintf(stderr, __VA_ARGS__)

struct event {
	__u64 ts;
	__u32 pid;
	char comm[16];
};

static int seen, bad;

static void handle_event(void *ctx, int cpu, void *data, __u32 data_sz)
{
	const struct event *e = data;
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	if (cpu < 0 || cpu >= libbpf_num_possible_cpus() || data_sz < sizeof(*e) ||
	    e->ts > now.tv_sec * NSEC_PER_SEC + now.tv_nsec)
		bad++;
	seen++;
}

static void handle_lost_events(void *ctx, int cpu, __u64 lost_cnt)
{
	warn("Lost %llu events on CPU #%d!\n", (unsigned long long)lost_cnt, cpu);
}

int main(int argc, char **argv)
{
	struct perf_buffer *pb = NULL;
	struct opensnoop_bpf *obj = opensnoop_bpf__open();
	int err;

	if (!obj) {
		warn("failed to open BPF object\n");
		return 1;
	}
	obj->rodata->targ_tgid = argc > 1 ? atoi(argv[1]) : 0;
	if (!tracepoint_exists("syscalls", "sys_enter_openat"))
		bpf_program__set_autoload(obj->progs.on_openat, false);
	err = opensnoop_bpf__load(obj);
	if (err)
		goto cleanup;
	err = opensnoop_bpf__attach(obj);
	if (err)
		goto cleanup;
	pb = perf_buffer__new(bpf_map__fd(obj->maps.events), PERF_BUFFER_PAGES, handle_event,
			      handle_lost_events, NULL, NULL);
	if (!pb) {
		err = -errno;
		warn("failed to open perf buffer: %d\n", err);
		goto cleanup;
	}
	for (int i = 0; i < 50 && !seen; i++) {
		err = perf_buffer__poll(pb, PERF_POLL_TIMEOUT_MS);
		if (err < 0 && err != -EINTR)
			goto cleanup;
	}
	err = seen && !bad ? 0 : -ENOENT;
cleanup:
	perf_buffer__free(pb);
	opensnoop_bpf__destroy(obj);
	return err != 0;
}
