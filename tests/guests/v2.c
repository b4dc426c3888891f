// SPDX-License-Identifier: MIT
/*
 * A guest that tries each import of module `wasm_bpf_v2`, with right and with hostile
 * arguments: v2.wasm TEST < abi.bpf.o. It prints what was not as it should be, and exits
 * with how many that were.
 */
#include <unistd.h>

#include "check.h"
#include "orders.h"

enum { PAGE = 4096 };

/* Pages of fresh memory. */
static unsigned char *grow(unsigned int bytes)
{
	return (unsigned char *)(__builtin_wasm_memory_grow(0,
							    (bytes + WASM_PAGE - 1) / WASM_PAGE) *
				 WASM_PAGE);
}

static void test_host(void)
{
	char release[8], whole[256] = "";
	int64_t before = wasm_bpf_boot_clock();
	int len;

	IS(wasm_bpf_cpus() >= 1, 1);
	IS(wasm_bpf_page_size() >= PAGE, 1);
	IS(wasm_bpf_boot_clock() > before && before > 0, 1);
	len = wasm_bpf_kernel_release(whole, sizeof(whole));
	IS(len, strlen(whole));
	IS(wasm_bpf_kernel_release(release, 4), len);
	IS(memcmp(release, whole, 3) | release[3], 0);
	IS(wasm_bpf_kernel_release(NULL, 0), len);
	IS(wasm_bpf_kernel_release(NULL, 5), -L_EFAULT);
	IS(wasm_bpf_kernel_release((char *)-4, 8), -L_EFAULT);
}

static void test_errors(void)
{
	IS(wasm_bpf_last_error(text, sizeof(text)), 0);
	IS(wasm_bpf_map_find(object, "nosuch"), -L_ENOENT);
	IS(said("no map 'nosuch'"), 1);
	IS(wasm_bpf_map_munmap(12345), -L_EBADF);
	IS(said("no such map: 12345"), 1);
	IS(wasm_attach_bpf_program(object, "pass", "nosuchif0") < 0, 1);
	IS(said("'nosuchif0'") && said("hint: "), 1);
	/* A call of the other module whose number says all is told of, too, and no stale reason. */
	IS(wasm_bpf_map_operate(12345, WASM_BPF_MAP_LOOKUP, NULL, NULL, NULL, 0), -L_EBADF);
	IS(said("wasm_bpf_map_operate: Bad file descriptor"), 1);
	IS(wasm_attach_bpf_program(object, "pass", "nosuchif0") < 0, 1);
	IS(said("'nosuchif0'"), 1);
	IS(wasm_bpf_last_error(text, 5), strlen(text + 5) + 5);
	IS(strlen(text), 4);
	IS(wasm_bpf_last_error(NULL, 5), -L_EFAULT);
	IS(wasm_bpf_last_error((char *)-1, 5), -L_EFAULT);
}

static void test_info(void)
{
	struct wasm_bpf_map_info info = { 0 }, beginning = { .flags = 77 };

	IS(wasm_bpf_map_info(map("hash"), &info, sizeof(info)), sizeof(info));
	IS(info.type, 1);
	IS(info.key_size, 8);
	IS(info.value_size, 4);
	IS(info.max_entries, 100);
	IS(info.mmap_size, 0);
	IS(strcmp(info.name, "hash"), 0);
	IS(wasm_bpf_map_info(map("per_cpu"), &beginning, 12), sizeof(info));
	IS(beginning.value_size, 8 * wasm_bpf_cpus());
	IS(beginning.max_entries, 0);
	IS(beginning.flags, 77);
	IS(wasm_bpf_map_info(map("ring2"), &info, sizeof(info)), sizeof(info));
	IS(info.mmap_size, 2 * PAGE + 2 * info.max_entries);
	IS(wasm_bpf_map_info(map("hash"), NULL, 0), sizeof(info));
	IS(wasm_bpf_map_info(map("hash"), NULL, 8), -L_EFAULT);
	IS(wasm_bpf_map_info(map("hash"), (void *)-8, sizeof(info)), -L_EFAULT);
}

/* Walks what was read; gives how many records it has. */
static unsigned int walk(const char *data, int len, uint64_t *next, unsigned int size)
{
	unsigned int records = 0;
	const char *end = data + len;

	while (data < end) {
		const struct wasm_bpf_frame *frame = (const void *)data;

		IS(frame->size, size);
		IS(frame->whole, size);
		IS(first_number(frame->data), (*next)++);
		data += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		records++;
	}
	IS(data == end, 1);
	return records;
}

static void test_read(void)
{
	static char data[3000] __attribute__((aligned(8)));
	struct wasm_bpf_buffer_counts counts;
	uint64_t next = 0;
	int len, ring = map("ring");

	IS(wasm_bpf_buffer_counts(ring, &counts, sizeof(counts)), -L_EINVAL);
	IS(wasm_bpf_buffer_read(ring, data, sizeof(data)), 0);
	emit(TO_RING, 1000, 21, 0);
	while ((len = wasm_bpf_buffer_read(ring, data, sizeof(data))) > 0) {
		IS(len % 8, 0);
		IS(len <= (int)sizeof(data), 1);
		walk(data, len, &next, 21);
	}
	IS(next, 1000);
	emit(TO_RING, 2, 5000, 7);
	memset(data, 0x55, sizeof(data));
	IS(wasm_bpf_buffer_read(ring, data, 1001), 1000);
	IS(((struct wasm_bpf_frame *)data)->size, 992);
	IS(((struct wasm_bpf_frame *)data)->whole, 5000);
	IS(first_number(data + 8), 7);
	IS(data[1000], 0x55);
	IS(wasm_bpf_buffer_read(ring, data, 16), 16);
	IS(first_number(data + 8), 8);
	IS(wasm_bpf_buffer_counts(ring, &counts, sizeof(counts)), sizeof(counts));
	IS(counts.delivered, 1002);
	IS(counts.cut, 2);
	IS(counts.lost, 0);
	IS(wasm_bpf_buffer_read(ring, data, 15), -L_EINVAL);
	IS(wasm_bpf_buffer_read(ring, (void *)-8, 16), -L_EFAULT);
	IS(wasm_bpf_buffer_read(ring, NULL, 16), -L_EFAULT);
	IS(wasm_bpf_buffer_read(ring, data, 0xffffffff), -L_EFAULT);
	IS(wasm_bpf_buffer_read(map("hash"), data, sizeof(data)), -L_EINVAL);
	IS(wasm_bpf_buffer_counts(ring, NULL, 8), -L_EFAULT);
}

static void test_read_perf(void)
{
	static char data[200000] __attribute__((aligned(8)));
	struct wasm_bpf_buffer_counts counts;
	uint64_t next = 0;
	int len, perf = map("perf");

	IS(wasm_bpf_buffer_open(perf), 0);
	emit(TO_PERF, 1000, 20, 0);
	while ((len = wasm_bpf_buffer_read(perf, data, sizeof(data))) > 0)
		walk(data, len, &next, 20);
	IS(next, 1000);
	emit(TO_PERF, 3, 20, next);
	for (int i = 0; i < 3; i++)
		IS(walk(data, wasm_bpf_buffer_read(perf, data, 100), &next, 20), 1);
	emit(TO_PERF, 10000, 4096, 0);
	while (wasm_bpf_buffer_read(perf, data, sizeof(data)) > 0)
		;
	emit(TO_PERF, 1, 20, 0);
	wasm_bpf_buffer_read(perf, data, sizeof(data));
	IS(wasm_bpf_buffer_counts(perf, &counts, sizeof(counts)), sizeof(counts));
	IS(counts.lost > 0 && counts.lost + counts.delivered == 11004, 1);
}

static void test_wait(void)
{
	static char data[4096];
	int ready[4] = { 0 }, ring = map("ring"), ring2 = map("ring2");

	IS(wasm_bpf_buffers_wait(ready, 4, 1), 0);
	IS(wasm_bpf_buffer_open(ring), 0);
	IS(wasm_bpf_buffer_open(ring), 0);
	IS(wasm_bpf_buffer_open(ring2), 0);
	IS(wasm_bpf_buffer_open(map("hash")), -L_EINVAL);
	IS(wasm_bpf_buffers_wait(ready, 4, 0), 0);
	emit(TO_RING2, 1, 16, 0);
	IS(wasm_bpf_buffers_wait(ready, 4, -1), 1);
	IS(ready[0], ring2);
	emit(TO_RING, 1, 16, 0);
	IS(wasm_bpf_buffers_wait(ready, 1, -1), 2);
	IS(ready[1], 0);
	IS(wasm_bpf_buffers_wait(NULL, 0, -1), 2);
	IS(wasm_bpf_buffer_read(ring, data, sizeof(data)), 24);
	IS(wasm_bpf_buffers_wait(ready, 4, -1), 1);
	IS(wasm_bpf_buffers_wait(NULL, 1, 0), -L_EFAULT);
	IS(wasm_bpf_buffers_wait((int *)-8, 4, 0), -L_EFAULT);
	IS(wasm_bpf_buffers_wait(ready, 0x80000000, 0), -L_EINVAL);
	IS(wasm_bpf_buffers_wait(ready, 0x7fffffff, 0), -L_EFAULT);
	IS(wasm_close_bpf_object(object), 0);
	IS(wasm_bpf_buffers_wait(ready, 4, 0), 0);
}

static int take(void *ctx, void *data, size_t size)
{
	uint64_t *next = ctx;

	IS(size, 24);
	IS(first_number(data), (*next)++);
	return 0;
}

static void test_ring(void)
{
	struct wasm_bpf_ring ring;
	uint64_t next = 0;
	const void *record;
	int handle = map("ring2"), ready;
	uint32_t size;

	IS(wasm_bpf_ring_map(handle, &ring), 0);
	IS(wasm_bpf_buffer_open(handle), 0);
	IS(wasm_bpf_buffers_wait(&ready, 1, 0), 0);
	for (int i = 0; i < 100; i++) {
		emit(TO_RING2, 1000, 24, (uint64_t)i * 1000);
		IS(wasm_bpf_buffers_wait(&ready, 1, -1), 1);
		while ((record = wasm_bpf_ring_next(&ring, wasm_bpf_ring_end(&ring), &size))) {
			IS(size, 24);
			IS(first_number(record), next++);
		}
		wasm_bpf_ring_release(&ring);
		IS(wasm_bpf_buffers_wait(&ready, 1, 0), 0);
	}
	IS(next, 100000);
	/* The other ways are closed meanwhile. */
	IS(wasm_bpf_buffer_read(handle, text, sizeof(text)), -L_EBUSY);
	IS(wasm_bpf_buffer_poll(object, handle, take, &next, text, sizeof(text), 0), -L_EBUSY);
	IS(wasm_bpf_map_mmap(handle, ring.consumer, (uint32_t)(2 * PAGE + 2 * ring.size)),
	   -L_EBUSY);
	IS(wasm_bpf_map_munmap(handle), 0);
	IS(wasm_bpf_map_munmap(handle), -L_EINVAL);
	IS(*ring.producer, 0);
	*(uint64_t *)ring.producer = 1;
	IS(*ring.producer, 1);
	emit(TO_RING2, 10, 24, next);
	IS(wasm_bpf_buffer_poll(object, handle, take, &next, text, sizeof(text), 0), 0);
	IS(next, 100010);
}

/* Positions that no reader would leave: the host reads on, and not past the end. */
static void test_positions(void)
{
	struct wasm_bpf_ring ring;
	int handle = map("ring2");
	struct wasm_bpf_map_info info;
	unsigned char *at = grow(200000);

	wasm_bpf_map_info(handle, &info, sizeof(info));
	for (unsigned int i = 0; i < 200; i++) {
		uint64_t position;

		IS(wasm_bpf_map_mmap(handle, at, (uint32_t)info.mmap_size), 0);
		ring.consumer = (uint64_t *)at;
		arc4random_buf(&position, sizeof(position));
		*ring.consumer = i % 4 == 0 ? position :
				 i % 4 == 1 ? *(uint64_t *)(at + PAGE) - position % 65536 / 8 * 8 :
				 i % 4 == 2 ? *(uint64_t *)(at + PAGE) + 8 : position % 65536;
		emit(TO_RING2, 500, position % 300, position);
		IS(wasm_bpf_map_munmap(handle), 0);
		while (wasm_bpf_buffer_read(handle, text, sizeof(text)) > 0)
			;
	}
}

static uint64_t sum_of(const unsigned char *at, unsigned int size)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i + 8 <= size; i += 8)
		sum += *(const uint64_t *)(at + i);
	return sum;
}

/* In one instruction, which the engine runs in code of its own. */
__attribute__((target("bulk-memory"), noinline)) static void fill(unsigned char *at, size_t size)
{
	__builtin_memset(at, 1, size);
}

static void test_data(void)
{
	struct wasm_bpf_map_info info;
	int bss = map(".bss"), rodata = map(".rodata");
	unsigned char *at = grow(3 * WASM_PAGE), *constants = at + 2 * WASM_PAGE;
	uint64_t before;

	wasm_bpf_map_info(bss, &info, sizeof(info));
	IS(info.mmap_size > 0 && info.mmap_size <= WASM_PAGE, 1);
	IS(wasm_bpf_map_mmap(bss, at, (uint32_t)info.mmap_size), 0);
	IS(wasm_bpf_map_mmap(rodata, at, PAGE), -L_EBUSY);
	IS(wasm_bpf_map_mmap(rodata, constants, PAGE), 0);
	/* An order of no records adds one to `seen`, and leaves all else as another did. */
	emit(TO_RING, 0, 16, 0);
	before = sum_of(at, info.value_size);
	emit(TO_RING, 0, 16, 0);
	IS(sum_of(at, info.value_size) - before, 1);
	IS(*(unsigned int *)constants, 41);
	/* Host functions do not write what can only be read, and the engine's own do not
	 * kill the host: the page becomes the guest's. */
	IS(wasm_bpf_kernel_release((char *)constants, 100), -L_EFAULT);
	IS(wasm_bpf_kernel_release((char *)constants - 50, 51), -L_EFAULT);
	IS(wasm_bpf_kernel_release((char *)constants - 50, 50) > 0, 1);
	IS(wasm_bpf_kernel_release((char *)at, 0), wasm_bpf_kernel_release(NULL, 0));
	/* What can be written may lie beside what can. */
	IS(wasm_bpf_kernel_release((char *)at + info.mmap_size - 8, 16) > 0, 1);
	IS(wasm_bpf_map_find(object, (char *)at), -L_EFAULT);
	IS(wasm_bpf_map_info(bss, (void *)constants, sizeof(info)), -L_EFAULT);
	IS(__wasi_clock_time_get(1, 0, (void *)constants), __WASI_ERRNO_FAULT);
	IS(*(unsigned int *)constants, 41);
	IS(__wasi_random_get(constants, 100), 0);
	IS(wasm_bpf_map_munmap(rodata), 0);
	IS(wasm_bpf_map_mmap(rodata, constants, PAGE), 0);
	IS(*(unsigned int *)constants, 41);
	fill(constants, (size_t)wasm_bpf_page_size());
	IS(wasm_close_bpf_object(object), 0);
	IS(*(uint64_t *)at, 0);
}

static void test_mmap(void)
{
	unsigned char *at = grow(4 * WASM_PAGE);
	unsigned char *end = (unsigned char *)memory_end();
	int ring = map("ring2");
	struct wasm_bpf_map_info info;
	uint32_t size;

	wasm_bpf_map_info(ring, &info, sizeof(info));
	size = (uint32_t)info.mmap_size;
	IS(wasm_bpf_map_mmap(ring, at + 8, size), -L_EINVAL);
	IS(wasm_bpf_map_mmap(ring, at, size - 1), -L_ENOSPC);
	IS(wasm_bpf_map_mmap(ring, at, 0), -L_ENOSPC);
	IS(wasm_bpf_map_mmap(ring, NULL, size), -L_EFAULT);
	IS(wasm_bpf_map_mmap(ring, end, size), -L_EFAULT);
	IS(wasm_bpf_map_mmap(ring, end - size + PAGE, size), -L_EFAULT);
	IS(wasm_bpf_map_mmap(ring, at, 0xffffffff), -L_EFAULT);
	IS(wasm_bpf_map_mmap(ring, (void *)0xfffff000, size), -L_EFAULT);
	IS(wasm_bpf_map_mmap(map("hash"), at, size), -L_EINVAL);
	IS(wasm_bpf_map_mmap(map("perf"), at, size), -L_EINVAL);
	IS(wasm_bpf_map_mmap(-1, at, size), -L_EBADF);
	IS(wasm_bpf_map_mmap(0, at, size), -L_EBADF);
	for (int i = 0; i < 1000; i++) {
		IS(wasm_bpf_map_mmap(ring, at, size), 0);
		IS(wasm_bpf_map_munmap(ring), 0);
	}
	IS(wasm_bpf_map_mmap(ring, end - size, size), 0);
}

static int map_in_callback(void *ctx, void *data, size_t size)
{
	(void)data;
	(void)size;
	IS(wasm_bpf_map_mmap(map("ring2"), ctx, 1 << 20), -L_EBUSY);
	IS(wasm_bpf_buffer_read(map("ring"), text, sizeof(text)), -L_EBUSY);
	return 0;
}

static void test_batch(void)
{
	static uint64_t keys[100], got[100];
	static uint32_t values[100], back[100];
	static char per_cpu[2 * 8 * 256];
	uint32_t count = 100, total = 0, place, seen = 0;
	uint64_t key = 7;
	int hash = map("hash"), ret = 0;

	for (uint32_t i = 0; i < 100; i++) {
		keys[i] = i;
		values[i] = i * 3;
	}
	IS(wasm_bpf_map_batch(hash, WASM_BPF_BATCH_UPDATE, NULL, NULL, keys, values, &count, 0), 0);
	IS(count, 100);
	for (void *in = NULL; ret == 0; in = &place) {
		count = 30;
		ret = wasm_bpf_map_batch(hash, WASM_BPF_BATCH_LOOKUP, in, &place, got, back, &count,
					 0);
		for (uint32_t i = 0; i < count; i++)
			seen += back[i] == got[i] * 3;
		total += count;
	}
	IS(ret, -L_ENOENT);
	IS(total, 100);
	IS(seen, 100);
	IS(wasm_bpf_map_take(hash, &key, back, 0), 0);
	IS(back[0], 21);
	IS(wasm_bpf_map_take(hash, &key, back, 0), -L_ENOENT);
	IS(said("No such file"), 1);
	count = 5;
	IS(wasm_bpf_map_batch(hash, WASM_BPF_BATCH_DELETE, NULL, NULL, keys, NULL, &count, 0), 0);
	count = 100;
	ret = wasm_bpf_map_batch(hash, WASM_BPF_BATCH_TAKE, NULL, &place, got, back, &count, 0);
	IS(ret == 0 || ret == -L_ENOENT, 1);
	IS(count, 94);
	count = 2;
	ret = wasm_bpf_map_batch(map("per_cpu"), WASM_BPF_BATCH_LOOKUP, NULL, &place, got, per_cpu,
				 &count, 0);
	IS(ret == 0 || ret == -L_ENOENT, 1);
	IS(count, 2);
	values[0] = 5;
	IS(wasm_bpf_map_operate(map("queue"), WASM_BPF_MAP_UPDATE, NULL, values, NULL, 0), 0);
	IS(wasm_bpf_map_take(map("queue"), NULL, back, 0), 0);
	IS(back[0], 5);
}

static void test_batch_hostile(void)
{
	static uint64_t keys[100];
	static uint32_t values[100];
	uint32_t count = 100, place;
	int hash = map("hash");
	char *end = memory_end();
	void *bad[] = { NULL, end, end - 3, (void *)-8, (void *)0x80000000 };

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		void *p = bad[i];

		for (int command = WASM_BPF_BATCH_LOOKUP; command <= WASM_BPF_BATCH_TAKE;
		     command++) {
			IS(wasm_bpf_map_batch(hash, command, NULL, &place, p, values, &count, 0),
			   -L_EFAULT);
			IS(wasm_bpf_map_batch(hash, command, NULL, &place, keys, values, p, 0),
			   -L_EFAULT);
			if (command == WASM_BPF_BATCH_DELETE)
				continue;
			IS(wasm_bpf_map_batch(hash, command, NULL, &place, keys, p, &count, 0),
			   -L_EFAULT);
			if (command == WASM_BPF_BATCH_UPDATE)
				continue;
			IS(wasm_bpf_map_batch(hash, command, NULL, p, keys, values, &count, 0),
			   -L_EFAULT);
			if (p)
				IS(wasm_bpf_map_batch(hash, command, p, &place, keys, values,
						      &count, 0),
				   -L_EFAULT);
		}
		IS(wasm_bpf_map_take(hash, p, values, 0), -L_EFAULT);
		IS(wasm_bpf_map_take(hash, keys, p, 0), -L_EFAULT);
	}
	count = 0xffffffff;
	IS(wasm_bpf_map_batch(hash, WASM_BPF_BATCH_LOOKUP, NULL, &place, keys, values, &count, 0),
	   -L_EFAULT);
	count = 1;
	IS(wasm_bpf_map_batch(hash, 0, NULL, &place, keys, values, &count, 0), -L_EINVAL);
	IS(wasm_bpf_map_batch(hash, 5, NULL, &place, keys, values, &count, 0), -L_EINVAL);
	for (unsigned int fd = 0; fd < 64; fd++) {
		values[0] = fd;
		IS(wasm_bpf_map_batch(map("outer"), WASM_BPF_BATCH_UPDATE, NULL, NULL, keys, values,
				      &count, 0), -L_EBADF);
		IS(wasm_bpf_map_batch(map("programs"), WASM_BPF_BATCH_UPDATE, NULL, NULL, keys,
				      values, &count, 0),
		   -L_EBADF);
	}
	IS(wasm_bpf_map_freeze(hash), 0);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, keys, values, NULL, 0), -L_EPERM);
	IS(wasm_bpf_map_freeze(hash) < 0, 1);
}

static void test_callback(void)
{
	emit(TO_RING, 1, 16, 0);
	IS(wasm_bpf_buffer_poll(object, map("ring"), map_in_callback, grow(1 << 20), text,
				sizeof(text), 0), 0);
}

static int closed_links[2];

static int close_in_callback(void *ctx, void *data, size_t size)
{
	int program = wasm_bpf_program_find((int)object, "stream");

	(void)ctx;
	(void)data;
	(void)size;
	IS(wasm_bpf_link_close(closed_links[0]), 0);
	IS(wasm_bpf_object_close((int)object), 0);
	IS(wasm_bpf_object_load((int)object), -L_EBADF);
	IS(wasm_bpf_program_attach(program, NULL, 0), -L_EBADF);
	IS(wasm_bpf_link_close(closed_links[1]), -L_EBADF);
	return 7;
}

static void test_close_in_callback(void)
{
	int program = wasm_bpf_program_find((int)object, "stream");

	closed_links[0] = wasm_bpf_program_attach(program, NULL, 0);
	closed_links[1] = wasm_bpf_program_attach(program, NULL, 0);
	IS(closed_links[0] > 0 && closed_links[1] > 0, 1);
	emit(TO_RING, 3, 16, 0);
	IS(wasm_bpf_buffer_poll(object, map("ring"), close_in_callback, NULL, text, sizeof(text),
				0),
	   7);
	IS(wasm_bpf_object_close((int)object), -L_EBADF);
}

static void test_handles(void)
{
	for (int i = -5; i < 5000; i++) {
		if (i == (int)object)
			continue;
		IS(wasm_bpf_map_find(i, "ring"), -L_EBADF);
		IS(wasm_bpf_map_info(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_map_munmap(i), -L_EBADF);
		IS(wasm_bpf_map_take(i, text, text, 0), -L_EBADF);
		IS(wasm_bpf_map_freeze(i), -L_EBADF);
		IS(wasm_bpf_map_batch(i, 1, NULL, text, text, text, (uint32_t *)text, 0), -L_EBADF);
		IS(wasm_bpf_buffer_open(i), -L_EBADF);
		IS(wasm_bpf_buffer_read(i, text, sizeof(text)), -L_EBADF);
		IS(wasm_bpf_buffer_counts(i, NULL, 0), -L_EBADF);
	}
	IS(wasm_bpf_map_find(object, NULL), -L_EFAULT);
	IS(wasm_bpf_map_find(object, (char *)-1), -L_EFAULT);
}

/* Stores where only the kernel writes. */
static void test_store(void)
{
	struct wasm_bpf_ring ring;

	IS(wasm_bpf_ring_map(map("ring"), &ring), 0);
	printf("mapped\n");
	fflush(stdout);
	*(volatile uint64_t *)ring.producer = 1;
}

static void test_trap_mapped(void)
{
	struct wasm_bpf_ring ring;

	IS(wasm_bpf_ring_map(map("ring"), &ring), 0);
	__builtin_trap();
}

static void test_interrupted(void)
{
	int ready, ret;

	IS(wasm_bpf_buffer_open(map("ring")), 0);
	printf("waiting\n");
	fflush(stdout);
	while ((ret = wasm_bpf_buffers_wait(&ready, 1, -1)) >= 0)
		;
	IS(ret, -L_EINTR);
	printf("flushed\n");
}

static const struct test tests[] = {
	{ "host", test_host },
	{ "errors", test_errors },
	{ "info", test_info },
	{ "read", test_read },
	{ "read-perf", test_read_perf },
	{ "wait", test_wait },
	{ "ring", test_ring },
	{ "positions", test_positions },
	{ "data", test_data },
	{ "mmap", test_mmap },
	{ "callback", test_callback },
	{ "batch", test_batch },
	{ "batch-hostile", test_batch_hostile },
	{ "handles", test_handles },
	{ "close-in-callback", test_close_in_callback },
	{ "store", test_store },
	{ "trap", test_trap_mapped },
	{ "interrupted", test_interrupted },
};

int main(int argc, char **argv)
{
	(void)argc;
	return load() < 0 ? 99 : run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
