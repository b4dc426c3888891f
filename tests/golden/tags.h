/* Made by btf2h from tags.bpf.o: do not edit. */
#ifndef TAGS_H
#define TAGS_H

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

struct inner {
	int32_t x;
} __attribute__((packed));
BTF_SIZE(struct inner, 4);
BTF_OFFSET(struct inner, x, 0);

typedef struct inner tagged_t;

struct tagged {
	struct inner inner;
	uint8_t __pad0[4];
	uint64_t pointer; /* int * */
	tagged_t last;
	uint8_t __pad1[4];
} __attribute__((packed));
BTF_SIZE(struct tagged, 24);
BTF_OFFSET(struct tagged, inner, 0);
BTF_OFFSET(struct tagged, pointer, 8);
BTF_OFFSET(struct tagged, last, 16);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
