// SPDX-License-Identifier: MIT
/*
 * A guest for driver.c: embed.wasm WHAT [NUMBER]. Its object, and the process to look at, come
 * from functions of the driver's. It exits with 0 where all was as it should be, or
 * with what the driver wants to hear.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

#define IMPORT(name) __attribute__((import_module("driver"), import_name(#name)))

/* Stores the object's bytes, or as many as there is room for; how many there are. */
IMPORT(object) int driver_object(void *data, int size);
IMPORT(process) int driver_process(void);

/* What the driver's wasm_bpf_read() and so on make of such a pointer. */
IMPORT(read) int driver_read(uint64_t pointer, uint32_t size);
IMPORT(write) int driver_write(uint64_t pointer, uint32_t size);
IMPORT(text) int driver_text(const char *text, uint32_t size);
IMPORT(leave) int driver_leave(int status);
IMPORT(nine) long long driver_nine(int a, long long b, int c, long long d, int e, long long f,
				   int g, long long h, int i);
IMPORT(again) int driver_again(const char *what);
IMPORT(stop) void driver_stop(void);

enum { L_EINTR = 4, L_EFAULT = 14, L_ENAMETOOLONG = 36, L_EOPNOTSUPP = 95 };

static unsigned char bytes[1 << 20];
static uint64_t object;
static int failures;

#define IS(got, wanted)                                                                      \
	do {                                                                                 \
		long long got_ = (long long)(got), wanted_ = (long long)(wanted);            \
		if (got_ != wanted_) {                                                       \
			printf("line %d: %s is %lld, not %lld\n", __LINE__, #got, got_, wanted_); \
			failures++;                                                          \
		}                                                                            \
	} while (0)

static int map(const char *name)
{
	return wasm_bpf_map_fd_by_name(object, name);
}

static void load(void)
{
	object = wasm_load_bpf_object(bytes, driver_object(bytes, sizeof(bytes)));
	if (!object)
		exit(99);
	IS(wasm_attach_bpf_program(object, "on_syscall", NULL), 0);
	IS(wasm_attach_bpf_program(object, "on_exec", NULL), 0);
}

static void watch(void)
{
	uint32_t process = driver_process();
	uint64_t count = 0;

	IS(wasm_bpf_map_operate(map("of"), 2, &process, &count, NULL, 0), 0);
}

static int on_record(void *context, void *record, size_t size)
{
	IS(size, sizeof(uint64_t));
	(void)record;
	++*(int *)context;
	return 0;
}

static int poll_records(int *count, int timeout_ms)
{
	static uint64_t record;

	return wasm_bpf_buffer_poll(object, map("records"), on_record, count, &record,
				    sizeof(record), timeout_ms);
}

/* Loads, has the kernel speak, hears it, leaves all as it is. */
static int cycle(void)
{
	int count = 0;

	load();
	watch();
	for (int i = 0; i < 100 && count < 3; i++) {
		usleep(1);
		IS(poll_records(&count, 0), 0);
	}
	IS(count >= 3, 1);
	return failures;
}

static int say_waiting(void)
{
	printf("waiting\n");
	return fflush(stdout);
}

/* Waits for what does not come; flushes when it is asked to leave. */
static int wait_poll(void)
{
	int count = 0;

	load();
	say_waiting();
	IS(poll_records(&count, -1), -L_EINTR);
	printf("flushed\n");
	return failures ? 99 : 3;
}

static int wait_many(void)
{
	int ready;

	load();
	IS(wasm_bpf_buffer_open(map("records")), 0);
	say_waiting();
	IS(wasm_bpf_buffers_wait(&ready, 1, -1), -L_EINTR);
	printf("flushed\n");
	return failures ? 99 : 3;
}

static int sleep_on(void)
{
	say_waiting();
	for (;;)
		sleep(60);
}

static int loop(void)
{
	say_waiting();
	for (volatile int i = 0;; i++)
		;
}

static int fail(void)
{
	IS(wasm_load_bpf_object("garbage", 7), 0);
	return failures;
}

static int map_ring(void)
{
	char *memory = (char *)(__builtin_wasm_memory_grow(0, 1) * 65536);

	load();
	return -wasm_bpf_map_mmap(map("records"), memory, 65536);
}

static int hear(void)
{
	struct pollfd fd = { .fd = 0, .events = POLLIN };
	char byte;

	IS(poll(&fd, 1, 10000), 1);
	return failures ? 99 : (int)read(0, &byte, 1);
}

static int block(void)
{
	char byte;

	return (int)read(0, &byte, 1);
}

static int speak(const char *much)
{
	const int size = atoi(much);
	char *data = malloc(size + 1);
	int done = 0;

	for (int i = 0; i < size; i++)
		data[i] = (char)('a' + i % 26);
	while (done < size) {
		int ret = (int)write(1, data + done, size - done);

		if (ret < 0)
			return errno == EIO ? 5 : 99;
		done += ret;
	}
	fprintf(stderr, "%d bytes\n", size);
	return 0;
}

/* Pointers at and around each edge, as many bytes as never fit, and what is not there. */
static int hostile(void)
{
	const uint64_t end = (uint64_t)__builtin_wasm_memory_size(0) * 65536;
	static const uint64_t bad[] = {
		0, UINT32_MAX, (uint64_t)UINT32_MAX + 1, INT64_MAX, (uint64_t)INT64_MIN, UINT64_MAX,
	};
	char *last = (char *)(uintptr_t)(end - 4);

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		IS(driver_read(bad[i], 1), -L_EFAULT);
		IS(driver_write(bad[i], 1), -L_EFAULT);
	}
	IS(driver_read(end, 0), 0);
	IS(driver_read(end - 1, 1), 0);
	IS(driver_write(end - 1, 1), 0);
	IS(driver_read(end - 1, 2), -L_EFAULT);
	IS(driver_write(end - 1, 2), -L_EFAULT);
	IS(driver_read(end, 1), -L_EFAULT);
	IS(driver_read(8, UINT32_MAX), -L_EFAULT);
	IS(driver_write(8, UINT32_MAX), -L_EFAULT);
	IS(driver_text("four", 64), 4);
	IS(driver_text("four", 5), 4);
	IS(driver_text("four", 4), -L_ENAMETOOLONG);
	IS(driver_text("", 1), 0);
	IS(driver_text("", 0), -L_ENAMETOOLONG);
	IS(driver_text(NULL, 64), -L_EFAULT);
	memcpy(last, "end", 4);
	IS(driver_text(last, 64), 3);
	memcpy(last, "!!!!", 4);
	IS(driver_text(last, 64), -L_EFAULT);
	IS(driver_text(last, 2), -L_ENAMETOOLONG);
	IS(driver_nine(-1, -2, 3, 4, 5, 6, 7, 8, -9), 123);
	return failures;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *more = argc > 2 ? argv[2] : "0";

	if (!strcmp(what, "cycle"))
		return cycle();
	if (!strcmp(what, "wait-poll"))
		return wait_poll();
	if (!strcmp(what, "wait-many"))
		return wait_many();
	if (!strcmp(what, "sleep"))
		return sleep_on();
	if (!strcmp(what, "loop"))
		return loop();
	if (!strcmp(what, "fail"))
		return fail();
	if (!strcmp(what, "map-ring"))
		return map_ring();
	if (!strcmp(what, "hear"))
		return hear();
	if (!strcmp(what, "block"))
		return block();
	if (!strcmp(what, "speak"))
		return speak(more);
	if (!strcmp(what, "hostile"))
		return hostile();
	if (!strcmp(what, "exit"))
		return atoi(more);
	if (!strcmp(what, "leave"))
		driver_leave(atoi(more));
	if (!strcmp(what, "again"))
		return driver_again(more);
	if (!strcmp(what, "stop")) {
		driver_stop();
		return loop();
	}
	if (!strcmp(what, "trap"))
		__builtin_trap();
	if (!strcmp(what, "variable"))
		printf("%s=%s\n", more, getenv(more) ? getenv(more) : "(null)");
	return 98;
}
