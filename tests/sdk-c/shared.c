// SPDX-License-Identifier: MIT
/*
 * A guest that tries what is shared with others, and prints TAP: shared OBJECT FOLDER [strict].
 * User ring buffers, maps of another object, links opened by pins, and perf events of any kind.
 * FOLDER is for pins. `strict`: the policy denies some targets.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "api.h"

enum { LOOPBACK = 1, RING = 4096, HEAD = 8 };

struct order {
	__u32 number, factor;
};

static bool strict;

/* The sum of a map's first entry, or -1. */
static __s64 sum_of(int fd)
{
	__u32 key = 0;
	__s64 sum;

	return bpf_map_lookup_elem(fd, &key, &sum) ? -1 : sum;
}

/* Has the program take what is in the ring. */
static void drain(struct bpf_object *obj)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	bpf_prog_test_run_opts(bpf_program__fd(program(obj, "drain")), &opts);
}

static bool send(struct user_ring_buffer *rb, __u32 number, __u32 factor)
{
	struct order *order = user_ring_buffer__reserve(rb, sizeof(*order));

	if (!order)
		return false;
	*order = (struct order){ number, factor };
	user_ring_buffer__submit(rb, order);
	return true;
}

static void test_user_ring(struct bpf_object *obj)
{
	struct user_ring_buffer *rb = user_ring_buffer__new(map_fd(obj, "orders"), NULL);
	int sums = map_fd(obj, "sums"), sent = 0;
	void *kept;

	check(rb, "a user ring buffer is mapped");
	if (!rb)
		return;
	check(send(rb, 6, 7), "a record is submitted");
	drain(obj);
	check(sum_of(sums) == 42, "and the program gets it");
	user_ring_buffer__discard(rb, user_ring_buffer__reserve(rb, sizeof(struct order)));
	check(send(rb, 1, 1), "one is discarded, the next submitted");
	drain(obj);
	check(sum_of(sums) == 43, "the program gets the second alone");
	for (int round = 0; round < 3; round++) {
		while (send(rb, 1, 2))
			sent++;
		check(errno == ENOSPC, "a full ring has no room");
		drain(obj);
	}
	check(sent == 3 * RING / (HEAD + (int)sizeof(struct order)) &&
		      sum_of(sums) == 43 + 2 * sent,
	      "all records arrive, also where the ring begins again");
	check(!user_ring_buffer__reserve(rb, RING) && errno == E2BIG, "what never fits says so");
	while ((kept = user_ring_buffer__reserve(rb, sizeof(struct order))))
		user_ring_buffer__discard(rb, kept);
	check(!user_ring_buffer__reserve_blocking(rb, 8, 20) && errno == ENOSPC,
	      "waiting for room ends at its time");
	drain(obj);
	kept = user_ring_buffer__reserve_blocking(rb, 8, -1);
	check(kept, "and finds what there is");
	user_ring_buffer__discard(rb, kept);
	user_ring_buffer__free(rb);
	check(!user_ring_buffer__new(sums, NULL) && errno == EINVAL, "an array is none");
}

static void test_reuse(struct bpf_object *obj, const char *path)
{
	struct bpf_object *other = bpf_object__open(path);
	struct user_ring_buffer *rb;
	int fd;

	check(!bpf_map__reuse_fd(map(other, "sums"), map_fd(obj, "sums")),
	      "an object takes the map of another");
	check(sum_of(bpf_map__fd(map(other, "sums"))) == sum_of(map_fd(obj, "sums")),
	      "which is there before its load");
	check(bpf_map__reuse_fd(map(other, ".bss"), map_fd(obj, "sums")) == -EINVAL,
	      "not in the place of its variables");
	check(bpf_map__reuse_fd(map(other, "orders"), 12345) < 0, "nor what is no map");
	fd = bpf_map_create(BPF_MAP_TYPE_USER_RINGBUF, "mine", 0, 0, 2 * RING, NULL);
	check(fd >= 0 && !bpf_map__reuse_fd(map(other, "orders"), fd) &&
		      bpf_map__max_entries(map(other, "orders")) == 2 * RING,
	      "one that the guest made, with its size");
	check(!bpf_object__load(other), "and is loaded");
	check(bpf_map__reuse_fd(map(other, "sums"), map_fd(obj, "sums")) == -EBUSY,
	      "after which it has its maps");
	rb = user_ring_buffer__new(bpf_map__fd(map(other, "orders")), NULL);
	check(rb && send(rb, 100, 1), "a record goes into that ring");
	fd = sum_of(map_fd(obj, "sums"));
	drain(other);
	check(sum_of(map_fd(obj, "sums")) == fd + 100,
	      "and what becomes of it into the shared map");
	user_ring_buffer__free(rb);
	bpf_object__close(other);
	check(sum_of(map_fd(obj, "sums")) == fd + 100, "which its owner still has");
}

static void test_pinned_link(struct bpf_object *obj, const char *folder)
{
	char path[128], none[128];
	struct bpf_link *link, *opened;
	struct bpf_link_info info = { 0 };
	__u32 size = sizeof(info);

	snprintf(path, sizeof(path), "%s/link", folder);
	snprintf(none, sizeof(none), "%s/none", folder);
	link = bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK);
	check(link && !bpf_link__pin(link, path), "a link is pinned");
	bpf_link__destroy(link);
	opened = bpf_link__open(path);
	check(opened && !strcmp(bpf_link__pin_path(opened), path), "and opened again by its pin");
	check(!bpf_link_get_info_by_fd(bpf_link__fd(opened), &info, &size) &&
		      info.type == BPF_LINK_TYPE_XDP && info.id,
	      "it is the same one");
	check(bpf_link__update_program(opened, program(obj, "pass")) == (strict ? -EPERM : 0),
	      "its program is replaced where all targets are allowed");
	check(!bpf_link__open("/sys/fs/bpf/elsewhere") && errno == EPERM,
	      "only allowed pins are opened");
	check(!bpf_link__open(none) && errno == ENOENT, "nothing is opened where nothing is");
	check(!bpf_link__destroy(opened), "it is closed");
	check(!bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK) && errno == EBUSY,
	      "and stays attached");
	opened = bpf_link__open(path);
	check(opened && !bpf_link__unpin(opened) && !bpf_link__pin_path(opened), "it is unpinned");
	bpf_link__destroy(opened);
	link = bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK);
	check(link, "and is gone with its last holder");
	bpf_link__destroy(link);
}

static int open_event(struct perf_event_attr *attr)
{
	attr->size = sizeof(*attr);
	return syscall(__NR_perf_event_open, attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Whether the program runs while this computes, for up to a second. */
static bool ticks(struct bpf_object *obj)
{
	volatile __u32 *count = bpf_map__initial_value(map(obj, ".bss"), NULL);
	clock_t end = clock() + CLOCKS_PER_SEC;
	__u32 before = *count;

	while (*count == before && clock() < end)
		;
	return *count != before;
}

static void test_events(struct bpf_object *obj)
{
	static const struct {
		const char *name;
		struct perf_event_attr attr;
		bool is_hardware;
	} events[] = {
		{ "a software clock",
		  { .type = PERF_TYPE_SOFTWARE,
		    .sample_period = 100000,
		    .config = PERF_COUNT_SW_TASK_CLOCK },
		  false },
		{ "cycles",
		  { .type = PERF_TYPE_HARDWARE,
		    .sample_period = 10000,
		    .config = PERF_COUNT_HW_CPU_CYCLES },
		  true },
		{ "misses of a cache",
		  { .type = PERF_TYPE_HW_CACHE,
		    .sample_period = 100,
		    .config = PERF_COUNT_HW_CACHE_L1D | PERF_COUNT_HW_CACHE_OP_READ << 8 |
			      PERF_COUNT_HW_CACHE_RESULT_MISS << 16 },
		  true },
		{ "a raw event",
		  { .type = PERF_TYPE_RAW, .sample_period = 10000, .config = 0x3c },
		  true },
	};
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .sample_period = 1 };

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct bpf_link *link;
		int fd;

		attr = events[i].attr;
		fd = open_event(&attr);
		link = fd < 0 ? NULL : bpf_program__attach_perf_event(program(obj, "tick"), fd);
		if (!link && fd >= 0 && events[i].is_hardware &&
		    (errno == ENOENT || errno == EOPNOTSUPP)) {
			printf("ok %d - %s # SKIP this machine counts none\n", ++tests,
			       events[i].name);
			continue;
		}
		check(link && ticks(obj), events[i].name);
		bpf_link__destroy(link);
	}
	attr = (struct perf_event_attr){ .type = PERF_TYPE_BREAKPOINT,
					 .sample_period = 1,
					 .bp_type = HW_BREAKPOINT_W,
					 .bp_len = HW_BREAKPOINT_LEN_4 };
	check(open_event(&attr) >= 0, "a breakpoint");
	attr.bp_type = 0;
	check(open_event(&attr) < 0 && errno == EOPNOTSUPP, "not one for nothing");
	attr = (struct perf_event_attr){ .type = PERF_TYPE_TRACEPOINT, .sample_period = 1 };
	check(open_event(&attr) < 0 && errno == EOPNOTSUPP && strstr(messages, "breakpoints"),
	      "nor a tracepoint, which a message says");
	attr = (struct perf_event_attr){ .type = PERF_TYPE_SOFTWARE };
	check(open_event(&attr) < 0 && errno == EINVAL, "nor one without a period");
}

int main(int argc, char **argv)
{
	struct bpf_object *obj;

	if (argc < 3)
		return 2;
	strict = argc > 3;
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(keep_messages);
	obj = bpf_object__open(argv[1]);
	check(obj && !bpf_object__load(obj), "the object is loaded");
	test_user_ring(obj);
	test_reuse(obj, argv[1]);
	test_pinned_link(obj, argv[2]);
	test_events(obj);
	bpf_object__close(obj);
	printf("1..%d\n", tests);
	return failed != 0;
}
