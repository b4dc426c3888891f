// SPDX-License-Identifier: MIT
/*
 * A guest that tries the settings of buffers: buffers.wasm TEST < abi.bpf.o. It prints what was
 * not as it should be, and exits with how many that were.
 */
#include <stdlib.h>
#include <unistd.h>

#include "orders.h"

enum { RECORD = 24, IN_RING = 8 + RECORD, MS = 1000 };  /* bytes, us */

/* Records of emit() are RECORD bytes; `bytes` of them in the ring. */
static void fill(unsigned int bytes)
{
	emit(TO_RING2, bytes / IN_RING, RECORD, 0);
}

static int ms_since(int64_t begin)
{
	return (int)((wasm_bpf_boot_clock() - begin) / 1000000);
}

static void empty(int handle)
{
	while (wasm_bpf_buffer_read(handle, text, sizeof(text)) > 0)
		;
}

/* Waits, and says for how many ms, -1 where the number of buffers is another. */
static int wait_for(int timeout_ms, int wanted)
{
	const int64_t begin = wasm_bpf_boot_clock();
	int ready[2], got = wasm_bpf_buffers_wait(ready, 2, timeout_ms);

	IS(got, wanted);
	return got == wanted ? ms_since(begin) : -1;
}

static void test_level(void)
{
	const int ring2 = map("ring2");

	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, 4096), 0);
	IS(wasm_bpf_buffer_open(ring2), 0);
	IS(wait_for(20, 0) >= 20, 1);
	fill(4096 - IN_RING);
	IS(wait_for(0, 1) < 20, 1);
	IS(wait_for(50, 1) >= 50, 1);
	fill(IN_RING);
	IS(wait_for(-1, 1) >= 0, 1);
	empty(ring2);
	fill(4096 - IN_RING);
	IS(wait_for(30, 1) >= 30, 1);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, 0), 0);
	IS(wait_for(-1, 1) >= 0, 1);
}

static void test_delay(void)
{
	const int ring2 = map("ring2");

	IS(wasm_bpf_buffer_open(ring2), 0);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_DELAY, 40 * MS), 0);
	fill(IN_RING);
	IS(wait_for(-1, 1) >= 40, 1);
	IS(wait_for(10, 1) >= 10, 1);
	/* Half of the ring's 64 KiB is enough, or what was asked for. */
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_DELAY, 3600 * 1000ull * MS), 0);
	IS(wait_for(30, 1) >= 30, 1);
	fill(32768);
	IS(wait_for(-1, 1) >= 0, 1);
	empty(ring2);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, 65536), 0);
	fill(40000);
	IS(wait_for(30, 1) >= 30, 1);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_DELAY, 30 * MS), 0);
	IS(wait_for(-1, 1) >= 30, 1);
}

/* A buffer that wakes at once does so beside one that waits. */
static void test_two(void)
{
	const int ring = map("ring"), ring2 = map("ring2");

	IS(wasm_bpf_buffer_open(ring), 0);
	IS(wasm_bpf_buffer_open(ring2), 0);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, 65536), 0);
	fill(IN_RING);
	IS(wait_for(30, 1) >= 30, 1);
	emit(TO_RING, 1, RECORD, 0);
	IS(wait_for(-1, 2) >= 0, 1);
	empty(ring);
	IS(wait_for(30, 1) >= 30, 1);
}

static unsigned int taken;

static int take(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)data;
	taken += size == RECORD;
	return 0;
}

static int poll(int timeout_ms)
{
	const int64_t begin = wasm_bpf_boot_clock();

	taken = 0;
	IS(wasm_bpf_buffer_poll((uint64_t)object, map("ring2"), take, NULL, text, sizeof(text),
				timeout_ms), 0);
	return ms_since(begin);
}

static void test_poll(void)
{
	IS(wasm_bpf_buffer_set(map("ring2"), WASM_BPF_WAKE_BYTES, 10 * IN_RING), 0);
	IS(poll(10) >= 10, 1);
	IS(taken, 0);
	fill(9 * IN_RING);
	IS(poll(40) >= 40, 1);
	IS(taken, 9);
	fill(9 * IN_RING);
	poll(0);
	IS(taken, 9);
	fill(10 * IN_RING);
	poll(-1);
	IS(taken, 10);
	IS(wasm_bpf_buffer_set(map("ring2"), WASM_BPF_WAKE_DELAY, 30 * MS), 0);
	fill(IN_RING);
	IS(poll(-1) >= 30, 1);
	IS(taken, 1);
}

/* The ring is mapped, and fills up while it is waited for: see the script. */
static void test_filling(void)
{
	enum { LEVEL = 20000 };
	const int ring2 = map("ring2");
	struct wasm_bpf_ring ring;

	IS(wasm_attach_bpf_program((uint64_t)object, "stream", NULL), 0);
	IS(wasm_bpf_ring_map(ring2, &ring), 0);
	IS(wasm_bpf_buffer_open(ring2), 0);
	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, LEVEL), 0);
	printf("waiting\n");
	fflush(stdout);
	for (int i = 0; i < 10; i++) {
		IS(wait_for(-1, 1) >= 0, 1);
		IS(wasm_bpf_ring_end(&ring) - ring.position >= LEVEL, 1);
		ring.position = wasm_bpf_ring_end(&ring);
		wasm_bpf_ring_release(&ring);
	}
	printf("done\n");
}

/* Records of other processes, from the number 0 on, each once and in order but for those that had
 * no room: see the script. Once they come no more, the next one wakes again. */
static uint64_t next_number, missing;

static void take_number(const void *record)
{
	const uint64_t number = first_number(record);

	IS(number >= next_number, 1);
	missing += number - next_number;
	next_number = number + 1;
}

static void take_frames(const char *name)
{
	int handle = map(name), len;

	while ((len = wasm_bpf_buffer_read(handle, text, sizeof(text))) > 0) {
		for (const char *at = text; at < text + len;) {
			const struct wasm_bpf_frame *frame = (const void *)at;

			take_number(frame->data);
			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	}
}

static struct wasm_bpf_ring rearmed_ring;

static void take_mapped(const char *name)
{
	const uint64_t end = wasm_bpf_ring_end(&rearmed_ring);
	const void *record;
	uint32_t size;

	(void)name;
	while ((record = wasm_bpf_ring_next(&rearmed_ring, end, &size)))
		take_number(record);
	wasm_bpf_ring_release(&rearmed_ring);
}

static int take_called(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)size;
	take_number(data);
	return 0;
}

static void rearmed(const char *name, unsigned int to, void (*take_all)(const char *name))
{
	struct order order = { .to = to };
	const unsigned int zero = 0;
	int ready[2];

	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_UPDATE, (void *)&zero, &order, NULL, 0),
	   0);
	IS(wasm_attach_bpf_program((uint64_t)object, "stream", NULL), 0);
	printf("waiting\n");
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		const uint64_t before = next_number;
		int64_t begin = wasm_bpf_boot_clock();

		IS(wasm_bpf_buffers_wait(ready, 2, 20000) > 0, 1);
		IS(ms_since(begin) < 15000, 1);
		do
			take_all(name);
		while (wasm_bpf_buffers_wait(ready, 2, 1000) > 0);
		IS(next_number > before, 1);
		printf("quiet %d\n", i);
		fflush(stdout);
	}
	IS(wasm_bpf_map_operate(map(ORDERS), WASM_BPF_MAP_LOOKUP, (void *)&zero, &order, NULL, 0),
	   0);
	IS(missing + order.next - next_number, order.dropped);
}

static void test_rearmed(void)
{
	IS(wasm_bpf_buffer_open(map("ring2")), 0);
	rearmed("ring2", TO_RING2, take_frames);
}

static void test_rearmed_perf(void)
{
	IS(wasm_bpf_buffer_open(map("perf")), 0);
	rearmed("perf", TO_PERF, take_frames);
}

static void test_rearmed_mapped(void)
{
	IS(wasm_bpf_ring_map(map("ring2"), &rearmed_ring), 0);
	IS(wasm_bpf_buffer_open(map("ring2")), 0);
	rearmed("ring2", TO_RING2, take_mapped);
}

/* By polls alone, which wait themselves. */
static void poll_all(const char *name)
{
	IS(wasm_bpf_buffer_poll((uint64_t)object, map(name), take_called, NULL, text, sizeof(text),
				1),
	   0);
}

static void test_rearmed_polled(void)
{
	IS(wasm_bpf_buffer_open(map("ring2")), 0);
	rearmed("ring2", TO_RING2, poll_all);
}

static void test_interrupted(void)
{
	const int ring2 = map("ring2");
	int ret;

	IS(wasm_bpf_buffer_set(ring2, WASM_BPF_WAKE_BYTES, 65536), 0);
	IS(wasm_bpf_buffer_open(ring2), 0);
	fill(10 * IN_RING);
	printf("waiting\n");
	fflush(stdout);
	ret = wasm_bpf_buffers_wait(NULL, 0, -1);
	IS(ret, -L_EINTR);
	IS(wasm_bpf_buffer_read(ring2, text, sizeof(text)), 10 * IN_RING);
	printf("flushed\n");
}

static void test_hostile(void)
{
	const int ring = map("ring2"), perf = map("perf");

	for (int what = -1; what <= 5; what++) {
		IS(wasm_bpf_buffer_set(map("hash"), what, 0), -L_EINVAL);
		IS(wasm_bpf_buffer_set(0, what, 0), -L_EBADF);
		IS(wasm_bpf_buffer_set(-1, what, 0), -L_EBADF);
		IS(wasm_bpf_buffer_set(ring, what, ~0ull), -L_EINVAL);
		IS(wasm_bpf_buffer_set(perf, what, ~0ull), -L_EINVAL);
		IS(wasm_bpf_buffer_set(ring, what, 1ull << 63), -L_EINVAL);
	}
	IS(wasm_bpf_buffer_set(ring, WASM_BPF_WAKE_BYTES, 65537), -L_EINVAL);
	IS(said("65537"), 1);
	IS(wasm_bpf_buffer_set(ring, WASM_BPF_WAKE_DELAY, 3600000001), -L_EINVAL);
	IS(wasm_bpf_buffer_set(ring, WASM_BPF_PERF_PAGES, 8), -L_EINVAL);
	IS(wasm_bpf_buffer_set(ring, WASM_BPF_PERF_FRAMES, 1), -L_EINVAL);
	IS(said("not a perf buffer"), 1);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_WAKE_BYTES, 8), -L_EINVAL);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_PAGES, 0), -L_EINVAL);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_PAGES, 3), -L_EINVAL);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_PAGES, 1 << 15), -L_EINVAL);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_FRAMES, 2), -L_EINVAL);
	IS(wasm_bpf_buffer_open(perf), 0);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_PAGES, 4), -L_EBUSY);
	IS(said("is open"), 1);
}

static struct wasm_bpf_buffer_counts counts_of(int handle)
{
	struct wasm_bpf_buffer_counts counts = { 0 };

	IS(wasm_bpf_buffer_counts(handle, &counts, sizeof(counts)), sizeof(counts));
	return counts;
}

/* buffers.wasm pages N: as many records as fit arrive. */
static void pages(unsigned int count)
{
	const int perf = map("perf");

	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_PAGES, count), 0);
	IS(wasm_bpf_buffer_open(perf), 0);
	emit(TO_PERF, 1000, 1000, 0);
	empty(perf);
	emit(TO_PERF, 1, RECORD, 0);
	empty(perf);
	IS(counts_of(perf).delivered + counts_of(perf).lost, 1001);
	IS(counts_of(perf).delivered >= count * 4096 / 1100 || !counts_of(perf).lost, 1);
	IS(counts_of(perf).delivered <= 1 + count * 4096 / 1000, 1);
}

static void test_page(void)
{
	pages(1);
}

static void test_pages(void)
{
	pages(1024);
	IS(counts_of(map("perf")).lost, 0);
}

static char data[1 << 20] __attribute__((aligned(8)));

/* Reads all, which is of this CPU; adds up what was lost. */
static unsigned int read_frames(int perf, uint32_t cpu, uint64_t *lost)
{
	unsigned int records = 0;
	int len;

	while ((len = wasm_bpf_buffer_read(perf, data, sizeof(data))) > 0) {
		for (const char *at = data; at < data + len;) {
			const struct wasm_bpf_perf_frame *frame = (const void *)at;

			IS(frame->cpu, cpu);
			IS(frame->size, frame->whole);
			*lost += frame->lost;
			records += frame->whole > 0;
			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	}
	IS(len, 0);
	return records;
}

/* CPU is where the runtime runs. */
static void test_frames(uint32_t cpu)
{
	const int perf = map("perf");
	uint64_t lost = 0;
	const struct wasm_bpf_perf_frame *frame = (const void *)data;

	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_FRAMES, 1), 0);
	IS(wasm_bpf_buffer_open(perf), 0);
	emit(TO_PERF, 10, 20, 0);
	IS(read_frames(perf, cpu, &lost), 10);
	IS(lost, 0);
	emit(TO_PERF, 10000, 1000, 0);
	emit(TO_PERF, 1, 20, 0);
	IS(read_frames(perf, cpu, &lost) < 10000, 1);
	emit(TO_PERF, 1, 20, 0);
	IS(read_frames(perf, cpu, &lost), 1);
	IS(lost > 0 && counts_of(perf).lost == lost, 1);
	IS(counts_of(perf).delivered + lost, 10012);
	/* A small room cuts; there is none for less. */
	emit(TO_PERF, 1, 100, 77);
	IS(wasm_bpf_buffer_read(perf, data, 23), -L_EINVAL);
	IS(wasm_bpf_buffer_read(perf, data, 24), 24);
	IS(frame->size == 8 && frame->whole == 100 && first_number(frame->data) == 77, 1);
	/* What was lost while nobody asked is told by a frame of its own. */
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_FRAMES, 0), 0);
	emit(TO_PERF, 10000, 1000, 0);
	empty(perf);
	emit(TO_PERF, 1, 20, 0);
	empty(perf);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_PERF_FRAMES, 1), 0);
	IS(wasm_bpf_buffer_read(perf, data, sizeof(data)), 16);
	IS(frame->size == 0 && frame->whole == 0 && frame->cpu == cpu, 1);
	IS(frame->lost, counts_of(perf).lost - lost);
	IS(wasm_bpf_buffer_read(perf, data, sizeof(data)), 0);
	/* A delay holds for perf buffers, too. */
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_WAKE_DELAY, 30 * MS), 0);
	emit(TO_PERF, 1, 20, 0);
	IS(wait_for(-1, 1) >= 30, 1);
	IS(wait_for(10, 1) >= 10, 1);
	emit(TO_PERF, 200, 1000, 0);
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_WAKE_DELAY, 3600 * 1000ull * MS), 0);
	IS(wait_for(-1, 1) >= 0, 1);
	/* Records that are left over are waited for no longer. */
	IS(wasm_bpf_buffer_set(perf, WASM_BPF_WAKE_DELAY, 0), 0);
	IS(wasm_bpf_buffer_read(perf, data, 2000) > 0, 1);
	IS(wait_for(-1, 1) >= 0, 1);
	IS(wait_for(-1, 1) >= 0, 1);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "level", test_level },
	{ "delay", test_delay },
	{ "two", test_two },
	{ "poll", test_poll },
	{ "filling", test_filling },
	{ "rearmed", test_rearmed },
	{ "rearmed-mapped", test_rearmed_mapped },
	{ "rearmed-polled", test_rearmed_polled },
	{ "rearmed-perf", test_rearmed_perf },
	{ "interrupted", test_interrupted },
	{ "hostile", test_hostile },
	{ "page", test_page },
	{ "pages", test_pages },
};

int main(int argc, char **argv)
{
	if (load() < 0)
		return 99;
	for (unsigned int i = 0; argc > 1 && i < sizeof(tests) / sizeof(*tests); i++) {
		if (strcmp(tests[i].name, argv[1]) == 0) {
			tests[i].run();
			return failures;
		}
	}
	if (argc == 3 && strcmp(argv[1], "frames") == 0) {
		test_frames((uint32_t)atoi(argv[2]));
		return failures;
	}
	return 98;
}
