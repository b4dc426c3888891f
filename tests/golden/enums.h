/* Made by btf2h from enums.bpf.o: do not edit. */
#ifndef ENUMS_H
#define ENUMS_H

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

typedef uint32_t plain;
enum {
	ZERO = 0,
	ONE = 1,
	TWO = 2,
	UNO = 1,
};

typedef int32_t negative;
enum {
	MINUS_ONE = -1,
	SOME = 5,
};

typedef uint32_t large;
enum {
	TOP = 4294967295,
};

typedef uint8_t tiny;
enum {
	T_LOW = 0,
	T_HIGH = 200,
};

typedef int16_t small;
enum {
	S_LOW = -3,
	S_HIGH = 300,
};

typedef uint64_t huge;
enum {
	HUGE_ = 81985529216486895, /* HUGE */
	NEXT = 81985529216486896,
};

typedef int64_t huge_negative;
enum {
	LOWEST = -9223372036854775807 - 1,
	HIGHEST = 9223372036854775807,
};

typedef uint32_t flags;
enum {
	FLAG_A = 1,
	FLAG_B = 2,
	FLAG_C = 4,
};

typedef uint32_t typed;
enum {
	VIA_TYPEDEF = 3,
};

typedef uint32_t again;
enum {
	AGAIN = 0,
};

enum {
	INSIDE = 9,
};

struct holder {
	uint32_t plain;
	int32_t negative;
	uint32_t large;
	uint8_t tiny;
	uint8_t __pad0[1];
	int16_t small;
	uint64_t huge;
	int64_t huge_negative;
	uint32_t flags[2];
	uint32_t typed;
	uint32_t again;
	uint32_t inside;
	uint8_t __pad1[4];
} __attribute__((packed));
BTF_SIZE(struct holder, 56);
BTF_OFFSET(struct holder, plain, 0);
BTF_OFFSET(struct holder, negative, 4);
BTF_OFFSET(struct holder, large, 8);
BTF_OFFSET(struct holder, tiny, 12);
BTF_OFFSET(struct holder, small, 14);
BTF_OFFSET(struct holder, huge, 16);
BTF_OFFSET(struct holder, huge_negative, 24);
BTF_OFFSET(struct holder, flags, 32);
BTF_OFFSET(struct holder, typed, 40);
BTF_OFFSET(struct holder, again, 44);
BTF_OFFSET(struct holder, inside, 48);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
