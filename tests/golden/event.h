/* Made by btf2h from event.bpf.o: do not edit. */
#ifndef EVENT_H
#define EVENT_H

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
	int32_t ppid;
	uint32_t exit_code;
	uint8_t __pad0[4];
	uint64_t duration_ns;
	char comm[16];
	char filename[127];
	bool exit_event;
} __attribute__((packed));
BTF_SIZE(struct event, 168);
BTF_OFFSET(struct event, pid, 0);
BTF_OFFSET(struct event, ppid, 4);
BTF_OFFSET(struct event, exit_code, 8);
BTF_OFFSET(struct event, duration_ns, 16);
BTF_OFFSET(struct event, comm, 24);
BTF_OFFSET(struct event, filename, 40);
BTF_OFFSET(struct event, exit_event, 167);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
