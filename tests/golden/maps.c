// SPDX-License-Identifier: MIT
/* Keys and values of maps, of which some have no name of their own. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int(*name)[value]
#define __type(name, value) typeof(value) *name

typedef struct {
	int cpu;
	char comm[16];
} task_t;

struct {
	__uint(type, 1);
	__uint(max_entries, 64);
	__type(key, struct { int pid; unsigned long long start; });
	__type(value, task_t);
} tasks SEC(".maps");

struct {
	__uint(type, 1);
	__uint(max_entries, 64);
	__type(key, int);
	__type(value, union { int whole; unsigned char bytes[4]; });
} words SEC(".maps");
