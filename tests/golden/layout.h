/* Made by btf2h from layout.bpf.o: do not edit. */
#ifndef LAYOUT_H
#define LAYOUT_H

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

struct empty {
	uint8_t __empty[0];
} __attribute__((packed));
BTF_SIZE(struct empty, 0);

struct list {
	uint64_t next; /* struct list * */
	uint64_t links[2]; /* const struct list *const * */
	uint64_t elsewhere; /* struct elsewhere * */
	uint64_t opaque; /* void * */
	uint64_t compare; /* int (*)(const struct list *, void *, ...) */
	uint64_t table; /* int (*(*)[4])(void) */
} __attribute__((packed));
BTF_SIZE(struct list, 56);
BTF_OFFSET(struct list, next, 0);
BTF_OFFSET(struct list, links, 8);
BTF_OFFSET(struct list, elsewhere, 24);
BTF_OFFSET(struct list, opaque, 32);
BTF_OFFSET(struct list, compare, 40);
BTF_OFFSET(struct list, table, 48);

struct elsewhere;

typedef uint32_t u32;

typedef uint64_t u64;

typedef uint16_t u16;

struct arrays {
	char name[16];
	int8_t bytes[3];
	int8_t letter;
	u32 matrix[2][3];
	uint8_t __pad0[4];
	u64 cube[2][2][2];
	struct list lists[2];
	uint64_t strings[2]; /* const char * */
	int32_t none[0];
	u16 tail[0];
} __attribute__((packed));
BTF_SIZE(struct arrays, 240);
BTF_OFFSET(struct arrays, name, 0);
BTF_OFFSET(struct arrays, bytes, 16);
BTF_OFFSET(struct arrays, letter, 19);
BTF_OFFSET(struct arrays, matrix, 20);
BTF_OFFSET(struct arrays, cube, 48);
BTF_OFFSET(struct arrays, lists, 112);
BTF_OFFSET(struct arrays, strings, 224);
BTF_OFFSET(struct arrays, none, 240);
BTF_OFFSET(struct arrays, tail, 240);

typedef uint8_t u8;

struct padded {
	u8 a;
	uint8_t __pad0[7];
	u64 b;
	u8 c;
	uint8_t __pad1[3];
	u32 d;
	u16 e;
	uint8_t __pad2[6];
} __attribute__((packed));
BTF_SIZE(struct padded, 32);
BTF_OFFSET(struct padded, a, 0);
BTF_OFFSET(struct padded, b, 8);
BTF_OFFSET(struct padded, c, 16);
BTF_OFFSET(struct padded, d, 20);
BTF_OFFSET(struct padded, e, 24);

struct packed {
	u8 a;
	u64 b;
	u16 c;
} __attribute__((packed));
BTF_SIZE(struct packed, 11);
BTF_OFFSET(struct packed, a, 0);
BTF_OFFSET(struct packed, b, 1);
BTF_OFFSET(struct packed, c, 9);

struct aligned {
	u8 a;
	uint8_t __pad0[15];
	u8 b;
	uint8_t __pad1[47];
} __attribute__((packed));
BTF_SIZE(struct aligned, 64);
BTF_OFFSET(struct aligned, a, 0);
BTF_OFFSET(struct aligned, b, 16);

struct anonymous {
	u8 kind;
	uint8_t __pad0[7];
	union {
		struct {
			u16 port;
			uint8_t __pad1[2];
			u32 address;
		} __attribute__((packed));
		u64 cookie;
		struct {
			u8 inner;
			uint8_t __pad0[3];
			u32 value;
		} __attribute__((packed)) named;
	} __attribute__((packed));
	struct {
		u32 x;
		u32 y;
	} __attribute__((packed)) points[2];
} __attribute__((packed));
BTF_SIZE(struct anonymous, 32);
BTF_OFFSET(struct anonymous, kind, 0);
BTF_OFFSET(struct anonymous, port, 8);
BTF_OFFSET(struct anonymous, address, 12);
BTF_OFFSET(struct anonymous, cookie, 8);
BTF_OFFSET(struct anonymous, named, 8);
BTF_OFFSET(struct anonymous, named.inner, 8);
BTF_OFFSET(struct anonymous, named.value, 12);
BTF_OFFSET(struct anonymous, points, 16);
BTF_OFFSET(struct anonymous, points[0].x, 16);
BTF_OFFSET(struct anonymous, points[0].y, 20);

union any {
	u8 byte;
	u32 word;
	double real;
	struct padded padded;
} __attribute__((packed));
BTF_SIZE(union any, 32);
BTF_OFFSET(union any, byte, 0);
BTF_OFFSET(union any, word, 0);
BTF_OFFSET(union any, real, 0);
BTF_OFFSET(union any, padded, 0);

union large {
	u8 byte;
	u32 word;
	uint8_t __pad0[32];
} __attribute__((packed));
BTF_SIZE(union large, 32);
BTF_OFFSET(union large, byte, 0);
BTF_OFFSET(union large, word, 0);

struct wide {
	__int128 big;
	unsigned __int128 bigger;
	float f;
	uint8_t __pad0[4];
	double d;
	bool yes;
	uint8_t __pad1[15];
} __attribute__((packed));
BTF_SIZE(struct wide, 64);
BTF_OFFSET(struct wide, big, 0);
BTF_OFFSET(struct wide, bigger, 16);
BTF_OFFSET(struct wide, f, 32);
BTF_OFFSET(struct wide, d, 40);
BTF_OFFSET(struct wide, yes, 48);

struct pair {
	u32 low;
	u32 high;
} __attribute__((packed));
BTF_SIZE(struct pair, 8);
BTF_OFFSET(struct pair, low, 0);
BTF_OFFSET(struct pair, high, 4);

typedef struct pair pair;

typedef pair pairs[4];

typedef uint64_t callback; /* int (*)(struct list *) */

typedef struct list list_alias;

struct uses {
	pair one;
	pairs four;
	callback done;
	list_alias list;
	u32 counter;
	struct empty nothing;
	uint8_t __pad0[4];
} __attribute__((packed));
BTF_SIZE(struct uses, 112);
BTF_OFFSET(struct uses, one, 0);
BTF_OFFSET(struct uses, four, 8);
BTF_OFFSET(struct uses, done, 40);
BTF_OFFSET(struct uses, list, 48);
BTF_OFFSET(struct uses, counter, 104);
BTF_OFFSET(struct uses, nothing, 108);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
