/* Made by btf2h from bits.bpf.o: do not edit. */
#ifndef BITS_H
#define BITS_H

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

typedef uint32_t u32;

struct flags {
	uint32_t a:3;
	int32_t b:5;
	u32 c:24;
	uint8_t d;
	bool e:1;
	bool f:1;
	uint8_t __pad0:6;
	uint8_t __pad1[2];
} __attribute__((packed));
BTF_SIZE(struct flags, 8);
BTF_OFFSET(struct flags, d, 4);

struct gaps {
	uint32_t a:1;
	uint16_t __pad0:14;
	uint32_t b:2;
	uint8_t __pad1:7;
	uint8_t __pad2[1];
	uint32_t c:31;
	uint8_t __pad3:1;
	uint16_t d;
	uint8_t __pad4[2];
} __attribute__((packed));
BTF_SIZE(struct gaps, 12);
BTF_OFFSET(struct gaps, d, 8);

struct straddling {
	uint8_t first;
	uint64_t a:40;
	uint64_t b:30;
	int64_t c:50;
} __attribute__((packed));
BTF_SIZE(struct straddling, 16);
BTF_OFFSET(struct straddling, first, 0);

typedef uint32_t color;
enum {
	RED = 0,
	GREEN = 1,
	BLUE = 2,
};

struct mixed {
	uint32_t color:2;
	uint8_t rest:6;
	uint8_t __pad0[3];
	union {
		uint32_t low:4;
		uint32_t all;
	} __attribute__((packed));
	struct {
		uint16_t x:9;
		uint16_t y:7;
	} __attribute__((packed)) inner[2];
	int32_t type:7;
	uint8_t __pad1:1;
	uint8_t __pad2[3];
} __attribute__((packed));
BTF_SIZE(struct mixed, 16);
BTF_OFFSET(struct mixed, all, 4);
BTF_OFFSET(struct mixed, inner, 8);

union bits {
	uint32_t low:12;
	uint64_t all;
} __attribute__((packed));
BTF_SIZE(union bits, 8);
BTF_OFFSET(union bits, all, 0);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
