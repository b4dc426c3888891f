// SPDX-License-Identifier: MIT
/*
 * One program for each thing that CO-RE can ask, of types that kernel.c has in another shape.
 * Each has to come out the same with a slice of the kernel's BTF and with all of it.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CORE __attribute__((preserve_access_index))
#define PROGRAM(name) SEC("socket") int name(struct thing *t)

enum color { RED, GREEN, BLUE, YELLOW };
enum wide___local { SMALL, LARGE = 0x1000000000 };
enum mixed { FEW };
enum unseen { UNSEEN_1, UNSEEN_2 };

struct inner {
	__u32 first;
	__u64 second;
} CORE;

struct cell {
	int value;
} CORE;

typedef struct {
	struct inner inner;
} CORE nameless_t;
typedef nameless_t chain_t;

struct pointed;
struct opaque;

struct thing {
	int plain;
	__u32 low, high;
	__u64 whole;
	struct inner nested;
	struct inner many[8];
	struct cell grid[4][4];
	nameless_t chained;
	enum color color;
	enum wide___local wide;
	struct thing *next;
	struct pointed *pointed;
	int (*call)(struct thing *thing, enum color color, struct opaque *opaque);
	void *pointer;
	__u32 more : 11, flags : 3;
	int negative : 4;
	_Bool truth;
	float real;
	char name[8];
	__u32 tail[];
} CORE;

struct thing___old {
	int plain;
	int missing;
	struct inner *nested;  /* a struct there */
} CORE;

struct twice {
	int c;
	void *b;
} CORE;
struct differs {
	int a;
} CORE;
struct absent {
	int a;
} CORE;
union either {
	__u64 number;
} CORE;

typedef int (*callback_t)(struct thing *thing, enum color color, chain_t *chain);
typedef int (*callback_t___other)(struct thing *thing, enum color color);
typedef __u64 value_t;
typedef __u64 vector_t[8];

#define OFFSET(field) __builtin_preserve_field_info(field, BPF_FIELD_BYTE_OFFSET)
#define SIGNED(field) __builtin_preserve_field_info(field, BPF_FIELD_SIGNED)

PROGRAM(fields) { return OFFSET(t->plain) + OFFSET(t->low) + OFFSET(t->high) + OFFSET(t->whole); }
PROGRAM(nested) { return OFFSET(t->nested.second) + OFFSET(t->chained.inner.first); }
PROGRAM(arrays) { return OFFSET(t->many[3].second) + OFFSET(t->name[1]) + OFFSET(t->tail[5]); }
PROGRAM(grid) { return OFFSET(t->grid[1][2].value); }
PROGRAM(past_the_array) { return bpf_core_field_exists(t->many[5]); }
PROGRAM(pointers)
{
	return OFFSET(t->next) + OFFSET(t->pointed) + OFFSET(t->call) + OFFSET(t->pointer);
}
PROGRAM(through) { return OFFSET(t->next[2].color); }
PROGRAM(others) { return OFFSET(t->color) + OFFSET(t->wide) + OFFSET(t->truth) + OFFSET(t->real); }
PROGRAM(sizes)
{
	return bpf_core_field_size(t->name) + bpf_core_field_size(t->nested) +
	       bpf_core_field_size(t->many) + bpf_core_field_size(t->next);
}
PROGRAM(exist)
{
	struct thing___old *old = (void *)t;

	return bpf_core_field_exists(t->plain) << 1 | bpf_core_field_exists(old->missing) << 2 |
	       bpf_core_field_exists(old->nested) << 3 |
	       bpf_core_field_exists(((struct absent *)t)->a) << 4;
}

PROGRAM(signs)
{
	return SIGNED(t->negative) | SIGNED(t->flags) << 1 | SIGNED(t->plain) << 2 |
	       SIGNED(t->color) << 3 | SIGNED(t->wide) << 4;
}

PROGRAM(enums)
{
	return bpf_core_enum_value(enum color, GREEN) + bpf_core_enum_value(enum color, BLUE) +
	       bpf_core_enum_value(enum mixed, FEW) +
	       bpf_core_enum_value_exists(enum color, YELLOW) +
	       bpf_core_enum_value_exists(enum wide___local, SMALL);
}
PROGRAM(wide_enums) { return bpf_core_enum_value(enum wide___local, LARGE) >> 32; }

PROGRAM(types)
{
	return bpf_core_type_exists(struct thing) | bpf_core_type_exists(struct absent) << 1 |
	       bpf_core_type_exists(callback_t) << 2 | bpf_core_type_exists(value_t) << 3 |
	       bpf_core_type_exists(callback_t___other) << 4 |
	       bpf_core_type_exists(vector_t) << 5 | bpf_core_type_exists(enum color) << 6 |
	       bpf_core_type_exists(union either) << 7 | bpf_core_type_exists(struct twice) << 8;
}
PROGRAM(type_sizes)
{
	return bpf_core_type_size(struct thing) + bpf_core_type_size(vector_t) +
	       bpf_core_type_size(chain_t) + bpf_core_type_size(callback_t);
}
PROGRAM(matches)
{
	return bpf_core_type_matches(struct inner) | bpf_core_type_matches(struct thing) << 1 |
	       bpf_core_type_matches(callback_t) << 2 | bpf_core_type_matches(struct twice) << 3 |
	       bpf_core_type_matches(callback_t___other) << 4 |
	       bpf_core_type_matches(union either) << 5 | bpf_core_type_matches(value_t) << 6 |
	       bpf_core_type_matches(chain_t) << 7 | bpf_core_type_matches(enum unseen) << 8;
}
PROGRAM(local_id) { return bpf_core_type_id_local(struct thing); }
PROGRAM(alike) { return OFFSET(((struct twice *)t)->c) + OFFSET(((struct twice *)t)->b); }

/* What follows does not load, each in an object of its own. */
#ifdef READS
PROGRAM(direct) { return t->plain + t->high + t->chained.inner.second; }
PROGRAM(bits)
{
	return BPF_CORE_READ_BITFIELD(t, flags) + BPF_CORE_READ_BITFIELD(t, more) +
	       BPF_CORE_READ_BITFIELD(t, negative);
}
PROGRAM(poisoned) { return t->name[0] ? 0 : ((struct thing___old *)t)->missing; }
#endif
#ifdef AMBIGUOUS
PROGRAM(ambiguous) { return OFFSET(((struct differs *)t)->a); }
#endif
/* And what no slice can tell. */
#ifdef TARGET_ID
PROGRAM(target_id) { return bpf_core_type_id_kernel(struct thing); }
#endif

char LICENSE[] SEC("license") = "GPL";
