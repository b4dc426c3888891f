/* Made by btf2h from maps.bpf.o: do not edit. */
#ifndef MAPS_H
#define MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define BTF_SIZE(type, size) static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	static_assert(offsetof(type, member) == (offset), #type "." #member)
#else
#define BTF_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member)
#endif

struct tasks_key {
	int32_t pid;
	uint8_t __pad0[4];
	uint64_t start;
} __attribute__((packed));
BTF_SIZE(struct tasks_key, 16);
BTF_OFFSET(struct tasks_key, pid, 0);
BTF_OFFSET(struct tasks_key, start, 8);

struct task_t {
	int32_t cpu;
	char comm[16];
} __attribute__((packed));
BTF_SIZE(struct task_t, 20);
BTF_OFFSET(struct task_t, cpu, 0);
BTF_OFFSET(struct task_t, comm, 4);

typedef struct task_t task_t;

union words_value {
	int32_t whole;
	uint8_t bytes[4];
} __attribute__((packed));
BTF_SIZE(union words_value, 4);
BTF_OFFSET(union words_value, whole, 0);
BTF_OFFSET(union words_value, bytes, 0);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
