/* Made by btf2h from app.bpf.o: do not edit. */
#ifndef APP_H
#define APP_H

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

struct event {
	int32_t pid;
	char comm[16];
} __attribute__((packed));
BTF_SIZE(struct event, 20);
BTF_OFFSET(struct event, pid, 0);
BTF_OFFSET(struct event, comm, 4);

typedef int32_t state;
enum {
	IDLE = 0,
	FAILED = -3,
};

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
