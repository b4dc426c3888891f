// SPDX-License-Identifier: MIT
/* Records with a member of every kind, for a typed guest: `burst` of them each time that somebody
 * asks for the process group of `asked`. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <wasm_bpf/stream.h>
#include "entered.h"

char LICENSE[] SEC("license") = "GPL";

enum mode { MODE_GONE = -3, MODE_IDLE = 0, MODE_BUSY = 5 };
enum rights { RIGHT_READ = 1, RIGHT_WRITE = 2, RIGHT_EXEC = 4, RIGHT_ALL = 16 };

struct point {
	__s16 x;
	__u8 z;
};

union any {
	__u32 number;
	char bytes[4];
};

/* Which member counts is beside it. */
union payload {
	__u32 count WB_CASE(what, 0);
	struct point where WB_CASE(what, MODE_BUSY);
	char text[8] WB_CASE(what, -3);
	__u64 bytes;
};

struct pair {
	enum mode mode;
	__u32 number;
};

struct shape {
	__u64 number;
	__s8 small;
	_Bool yes;
	enum mode mode;
	enum mode odd;
	enum rights rights;
	unsigned low : 3;
	int high : 5;
	unsigned wide : 20;
	char name[16];
	char broken[4];
	unsigned char raw[5];
	__u32 list[3];
	struct point points[2];
	char texts[2][4];
	struct point at;
	union any any;
	__int128 big;
	void *pointer;
	enum mode what;
	union payload payload;
	struct pair single[1];
	__u32 after;
};

struct small {
	__u32 number;
};

struct key {
	__u32 id;
	char name[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
	__type(value, struct shape);
} shapes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__type(value, struct small);
} smalls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, struct key);
	__type(value, struct point);
} places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} totals SEC(".maps");

struct choice {
	enum mode what;
	union payload payload;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct choice);
} choices SEC(".maps");

struct token {
	__u8 secret[8];
	__u32 uses;
	union any any;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u8[6]);
	__type(value, struct token);
} tokens SEC(".maps");

const volatile __u8 salt[4] = { 1, 2, 3, 255 };
const volatile __u32 asked = 0;
const volatile __u32 burst = 1;
const volatile enum mode given = MODE_IDLE;
const volatile char label[8] = "none";

__u64 next = 0;

static __always_inline void fill(struct shape *shape)
{
	__builtin_memset(shape, 0, sizeof(*shape));
	shape->number = next;
	shape->small = -5;
	shape->yes = next & 1;
	shape->mode = next % 3 == 0 ? MODE_GONE : next % 3 == 1 ? MODE_IDLE : MODE_BUSY;
	shape->odd = 77;
	shape->rights = RIGHT_READ | RIGHT_EXEC | 32;
	shape->low = 5;
	shape->high = -7;
	shape->wide = 0xabcde;
	for (int i = 0; i < 8; i++)
		shape->name[i] = label[i];
	__builtin_memcpy(shape->broken,
			 "a\xff"
			 "b",
			 4);
	__builtin_memcpy(shape->raw, "\1\2\0\4\5", 5);
	shape->list[0] = 10;
	shape->list[1] = 20;
	shape->list[2] = 30;
	shape->points[0].x = -1;
	shape->points[1].z = 200;
	__builtin_memcpy(shape->texts[0], "abcd", 4);
	__builtin_memcpy(shape->texts[1], "x", 2);
	shape->at.x = 300;
	shape->any.number = 0x04030201;
	shape->big = -2;
	shape->pointer = (void *)0x123456789abcdef0;
	shape->what = next % 4 == 3 ? 77 : shape->mode;
	shape->payload.bytes = 0x0042434445464748;
	if (next % 3 == 2) {
		shape->payload.where.x = -9;
		shape->payload.where.z = 8;
	}
	shape->single[0].mode = MODE_BUSY;
	shape->single[0].number = 1111;
	shape->after = 2222;
}

static long emit(__u32 i, void *context)
{
	struct shape *shape = bpf_ringbuf_reserve(&shapes, sizeof(*shape), 0);

	if (!shape)
		return 1;
	fill(shape);
	bpf_ringbuf_submit(shape, 0);
	__sync_fetch_and_add(&next, 1);
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(struct entered *context)
{
	struct small small = { .number = 0 };
	const __u32 zero = 0;
	__u64 *total;

	if (!asked || context->args[0] != asked)
		return 0;
	bpf_loop(burst, emit, NULL, 0);
	small.number = next;
	bpf_perf_event_output(context, &smalls, BPF_F_CURRENT_CPU, &small, sizeof(small));
	total = bpf_map_lookup_elem(&totals, &zero);
	if (total)
		*total = next;
	return 0;
}
