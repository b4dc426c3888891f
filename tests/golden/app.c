// SPDX-License-Identifier: MIT
/* A whole object: maps, programs, and global variables in all their sections. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int(*name)[value]
#define __type(name, value) typeof(value) *name

struct event {
	int pid;
	char comm[16];
};

struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, 1);
	__uint(max_entries, 64);
	__type(key, int);
	__type(value, struct event);
} last_seen SEC(".maps");

const volatile unsigned long long min_duration_ns = 7;
const volatile char name[16] = "app";
int counter = 3;
static volatile int hidden = 5;
struct event latest;
struct event many[3];
enum state { IDLE, FAILED = -3 } state;
unsigned char flag;
const volatile int extra SEC(".rodata.more") = 9;
long more SEC(".data.more") = 1;
char LICENSE[] SEC("license") = "GPL";

int SEC("xdp") pass(void *ctx)
{
	(void)ctx;
	counter += extra + (int)min_duration_ns + name[0] + hidden;
	many[1] = latest;
	state = FAILED;
	flag++;
	more++;
	return 2;
}

int SEC("tracepoint/sched/sched_process_exec") handle_exec(void *ctx)
{
	(void)ctx;
	return 0;
}
