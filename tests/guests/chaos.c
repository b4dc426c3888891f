// SPDX-License-Identifier: MIT
/*
 * A hostile guest: calls every import of runtime/imports/abi.def in random order, with random and
 * half-valid arguments: chaos.wasm SEED CALLS SIZE... < the BPF objects of these sizes, one
 * after the other. The same seed makes the same calls. It ends with status 0; what is tested
 * is that the host lives.
 *
 * chaos_calls.h is made by chaos.awk; OURS is the name of a program or map of each object.
 */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"

struct import {
	const char *name;
	const char *kinds;  /* of its parameters, as in abi.def */
};

#include "chaos_calls.h"

enum { COUNT = sizeof(imports) / sizeof(imports[0]) };
enum { OBJECTS_MAX = 4, OBJECT_MAX = 1 << 18, HELD = 16, DEPTH_MAX = 3 };

/*
 * What the host may write lies at the end of memory, so that nothing of the guest's own comes
 * after it: a page of small numbers, strings, an object, which are all made anew for each call,
 * and then room for everything, over which alone maps are mapped.
 */
enum {
	NUMBERS = 0, STRINGS = 65536, OBJECT = 131072, ROOM = OBJECT + 2 * OBJECT_MAX,
	ROOM_SIZE = 4 << 20, STRING_SIZE = 64, WASM_PAGE = 65536, MAP_PAGE = 4096,
};

static uint32_t base;

static const char *const strings[] = {
	"", "x", OURS, "by_tp_btf", "by_uprobe", "by_perf", "pass", "mark", "drop",
	"add", "ssthresh", "ring", "ring2", "perf", "hash", "per_cpu", "queue", "programs",
	"outer", "inner", "orders", "token", "devices", "seen", ".bss", ".rodata", "lo", "lo,skb",
	"lo,ingress", "lo,egress,prio=1,handle=1", "raw_syscalls/sys_enter", "sys_enter",
	"cpu-clock@9hz", "cpu-clock,period=100000000,cpu=0", "libc.so.6:ppoll", "pass:pass",
	"%s%n,,=@:/", "/sys/fs/bpf/wasm-bpf-chaos/a", "/sys/fs/bpf/wasm-bpf-chaos/b", "vfs_read",
};
enum { STRING_COUNT = sizeof(strings) / sizeof(strings[0]) };

static unsigned char objects[OBJECTS_MAX][OBJECT_MAX];
static uint32_t object_sizes[OBJECTS_MAX], object_count;

enum noun { NO_NOUN, AN_OBJECT, A_PROGRAM, A_MAP, A_LINK, AN_ITER, NOUNS };
static int32_t held[NOUNS][HELD];

static uint64_t state;
static unsigned int depth;

/* splitmix64 */
static uint64_t any(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint32_t below(uint32_t limit)
{
	return (uint32_t)(any() % limit);
}

static bool starts(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* What a call's first parameter, and its result, is a handle of: by the beginning of its name,
 * the first row that fits. */
static const struct role {
	const char *name;
	enum noun takes, gives;
} roles[] = {
	{ "object_open", NO_NOUN, AN_OBJECT },
	{ "object_", AN_OBJECT, NO_NOUN },
	{ "program_find", AN_OBJECT, A_PROGRAM },
	{ "program_next", AN_OBJECT, A_PROGRAM },
	{ "program_attach", A_PROGRAM, A_LINK },
	{ "program_", A_PROGRAM, NO_NOUN },
	{ "map_find", AN_OBJECT, A_MAP },
	{ "map_next", AN_OBJECT, A_MAP },
	{ "map_create", NO_NOUN, A_MAP },
	{ "map_open_pinned", NO_NOUN, A_MAP },
	{ "map_attach", A_MAP, A_LINK },
	{ "map_", A_MAP, NO_NOUN },
	{ "buffer_", A_MAP, NO_NOUN },
	{ "link_", A_LINK, NO_NOUN },
	{ "iter_open", A_LINK, AN_ITER },
	{ "iter_", AN_ITER, NO_NOUN },
	{ "wasm_load", NO_NOUN, AN_OBJECT },
	{ "wasm_bpf_map_fd", AN_OBJECT, A_MAP },
	{ "wasm_bpf_map_operate", A_MAP, NO_NOUN },
	{ "wasm_", AN_OBJECT, NO_NOUN },
	{ "", NO_NOUN, NO_NOUN },
};

static const struct role *role_of(const char *name)
{
	const struct role *role = roles;

	while (!starts(name, role->name))
		role++;
	return role;
}

/* Whether pointers that it takes are to names, most of them. */
static bool takes_names(const char *name)
{
	static const char *const words[] = {
		"find", "_by_name", "attach", "pin", "target", "ifindex",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

static int32_t a_handle(enum noun noun)
{
	return held[below(8) && noun != NO_NOUN ? noun : below(NOUNS)][below(HELD)];
}

static uint64_t a_number(void)
{
	static const uint64_t edges[] = {
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, INT64_MAX, 1ull << 63, UINT64_MAX,
	};

	switch (below(8)) {
	case 0:
		return edges[below(sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return any();
	case 2:
		return 1ull << below(64);
	case 3:
		return below(ROOM_SIZE);
	case 4:
		return 64u << below(10);
	default:
		return below(10);
	}
}

static uint32_t a_string(void)
{
	return base + STRINGS + below(STRING_COUNT) * STRING_SIZE;
}

static uint32_t a_pointer(void)
{
	const uint32_t end = base + ROOM + ROOM_SIZE;

	switch (below(10)) {
	case 0:
		return 0;
	case 1:
		return end - below(16);
	case 2:
		return end + below(UINT32_MAX - end);
	case 3:
		return base + OBJECT;
	case 4:
	case 5:
		return a_string();
	case 6:
		return base + ROOM + below(ROOM_SIZE / MAP_PAGE) * MAP_PAGE;
	case 7:
		return base + ROOM + below(ROOM_SIZE);
	default:
		return base + NUMBERS + below(4) * 4;
	}
}

/* Numbers that a definition of a map, a test run, a subscription could be made of. */
static void make_numbers(void)
{
	static const uint32_t likely[] = { 0, 0, 1, 2, 4, 4, 8, 16, 27, 64, 1024, 4096 };
	uint32_t *numbers = (uint32_t *)(uintptr_t)(base + NUMBERS);

	for (size_t i = 0; i < 64; i++)
		numbers[i] = likely[below(sizeof(likely) / sizeof(likely[0]))];
	if (below(2))
		numbers[0] = below(40);
	if (below(4) == 0)
		numbers[below(16)] = a_pointer();
	if (below(4) == 0)
		numbers[below(2)] = (uint32_t)a_handle(below(2) ? A_MAP : A_PROGRAM);
}

/* An object, most often as it should be: its size. */
static uint32_t make_object(void)
{
	const uint32_t which = below(object_count), size = object_sizes[which];
	unsigned char *to = (unsigned char *)(uintptr_t)(base + OBJECT);

	memcpy(to, objects[which], size);
	for (uint32_t i = below(6) ? 0 : 1 + below(8); i; i--)
		to[below(size)] = (unsigned char)any();
	return size;
}

static void make_strings(void)
{
	char *to = (char *)(uintptr_t)(base + STRINGS);

	for (size_t i = 0; i < STRING_COUNT; i++)
		strncpy(to + i * STRING_SIZE, strings[i], STRING_SIZE);
}

/* Clocks and streams, of which none takes long. */
static uint32_t make_subscriptions(void)
{
	enum { SIZE = 12, TYPE = 2, SUBJECT = 4, TIMEOUT = 6 };  /* in numbers */
	uint32_t *numbers = (uint32_t *)(uintptr_t)(base + NUMBERS);

	memset(numbers, 0, 64 * sizeof(*numbers));
	for (size_t i = 0; i < 64 / SIZE; i++) {
		numbers[i * SIZE + TYPE] = below(4);
		numbers[i * SIZE + SUBJECT] = below(5);
		numbers[i * SIZE + TIMEOUT] = below(100000);
	}
	return base + NUMBERS;
}

/* The definition of a map that is not wrong in all ways. */
static uint32_t make_definition(void)
{
	static const struct {
		uint32_t type, key_size, value_size;
	} kinds[] = {
		{ BPF_MAP_TYPE_HASH, 4, 4 }, { BPF_MAP_TYPE_ARRAY, 4, 4 },
		{ BPF_MAP_TYPE_PERCPU_HASH, 4, 4 }, { BPF_MAP_TYPE_PERCPU_ARRAY, 4, 4 },
		{ BPF_MAP_TYPE_LRU_HASH, 4, 4 }, { BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4 },
		{ BPF_MAP_TYPE_SOCKHASH, 4, 4 }, { BPF_MAP_TYPE_QUEUE, 0, 4 },
		{ BPF_MAP_TYPE_STACK, 0, 4 }, { BPF_MAP_TYPE_BLOOM_FILTER, 0, 4 },
		{ BPF_MAP_TYPE_RINGBUF, 0, 0 }, { BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4 },
	};
	const size_t kind = below(sizeof(kinds) / sizeof(kinds[0]));
	uint32_t *numbers = (uint32_t *)(uintptr_t)(base + NUMBERS);

	memset(numbers, 0, 64 * sizeof(*numbers));
	memcpy(numbers, &kinds[kind], sizeof(kinds[kind]));
	numbers[3] = 4096;
	if (kinds[kind].type == BPF_MAP_TYPE_ARRAY)
		numbers[4] = below(2) * BPF_F_MMAPABLE;
	if (kinds[kind].type == BPF_MAP_TYPE_HASH_OF_MAPS)
		numbers[5] = (uint32_t)a_handle(A_MAP);
	return base + NUMBERS;
}

/* Waits are short, and nothing is large that takes the kernel's memory or time. */
static void tame(const char *name, uint64_t *args, size_t count)
{
	const uint32_t numbers = base + NUMBERS;

	if (strcmp(name, "wasm_bpf_buffer_poll") == 0 || strcmp(name, "buffers_wait") == 0)
		args[count - 1] = below(3);
	else if (strcmp(name, "map_set") == 0 || strcmp(name, "buffer_set") == 0)
		args[2] = args[2] % 2 ? args[2] | 1ull << 40 : args[2] % 64;
	else if (strcmp(name, "map_create") == 0)
		args[0] = below(2) ? make_definition() : below(8) ? numbers : 0;
	else if (strcmp(name, "program_test_run") == 0)
		args[1] = below(8) ? numbers : UINT32_MAX;
	else if (strcmp(name, "map_mmap") == 0)
		args[1] = below(4) ? base + ROOM + below(64) * MAP_PAGE : UINT32_MAX - below(9999);
	else if (strcmp(name, "poll_oneoff") == 0)
		args[0] = below(8) ? make_subscriptions() : UINT32_MAX;
}

static int32_t callback(int32_t context, int32_t data, int32_t size);

/* The argument number `i`; `size` is that of the object, 0 where the call takes none. */
static uint64_t an_argument(const struct import *import, size_t i, uint32_t size)
{
	if (size && i < 2)
		return i ? size : base + OBJECT;
	if (i == 0 && role_of(import->name)->takes != NO_NOUN)
		return (uint64_t)a_handle(role_of(import->name)->takes);
	if (import->kinds[i] == 'p')
		return !takes_names(import->name) ? a_pointer() : below(3) ? a_string() : 0;
	if (below(4) == 0)
		return (uint64_t)a_handle(NO_NOUN);
	if (below(8) == 0)
		return (uint32_t)(uintptr_t)callback;
	return a_number();
}

/* Handles would not live long where each import is as likely as others. */
static bool is_rare(const char *name)
{
	return strstr(name, "close") || strstr(name, "renumber") || strstr(name, "detach");
}

static void keep(enum noun noun, int64_t handle)
{
	if (noun != NO_NOUN && handle > 0)
		held[noun][below(HELD)] = (int32_t)handle;
}

/* Calls an import with arguments of all kinds. */
static void call(size_t number)
{
	const struct import *import = &imports[number];
	const size_t count = strlen(import->kinds);
	const bool opens = role_of(import->name)->gives == AN_OBJECT;
	uint64_t args[8] = { 0 };
	uint32_t size = 0;

	make_numbers();
	make_strings();
	if (opens && below(8))
		size = make_object();
	for (size_t i = 0; i < count; i++)
		args[i] = an_argument(import, i, size);
	if (strcmp(import->name, "wasm_bpf_buffer_poll") == 0 && below(4))
		args[1] = (uint64_t)a_handle(A_MAP), args[2] = (uint32_t)(uintptr_t)callback;
	tame(import->name, args, count);
	keep(role_of(import->name)->gives, call_number(number, args));
}

static void call_any(void)
{
	const size_t number = below(COUNT);

	if (!is_rare(imports[number].name) || below(8) == 0)
		call(number);
}

/* Calls go on in callbacks. */
static int32_t callback(int32_t context, int32_t data, int32_t size)
{
	(void)context;
	(void)data;
	(void)size;
	if (depth < DEPTH_MAX && below(4) == 0) {
		depth++;
		for (uint32_t i = below(8); i; i--)
			call_any();
		depth--;
	}
	return below(64) ? (int32_t)below(3) : -1;
}

__attribute__((export_name("go-callback"))) int32_t
go_callback(int32_t context, int32_t data, int32_t size)
{
	return callback(context, data, size);
}

static size_t number_of(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(imports[i].name, name) == 0)
			return i;
	abort();
}

/* Calls an import by its name with right arguments; strings are given by their number. */
#define CALL(name, ...) call_number(number_of(name), (const uint64_t[8]){ __VA_ARGS__ })

static uint32_t string(const char *text)
{
	for (uint32_t i = 0; i < STRING_COUNT; i++)
		if (strcmp(strings[i], text) == 0)
			return base + STRINGS + i * STRING_SIZE;
	abort();
}

/* Has the first object emit records into one of its buffers, by an object of its own. */
static void emit(uint64_t object)
{
	struct order *order = (struct order *)(uintptr_t)(base + NUMBERS);
	uint32_t *zero = (uint32_t *)(uintptr_t)(base + NUMBERS + 4096);
	const uint32_t subscriptions = base + ROOM, events = base + OBJECT;
	int64_t orders;

	make_strings();
	orders = CALL("wasm_bpf_map_fd_by_name", object, string("orders"));
	if (orders < 0)
		return;
	*order = (struct order){
		.token = 5, .to = below(4), .count = below(40), .size = below(600),
	};
	*zero = 0;
	CALL("wasm_bpf_map_operate", (uint64_t)orders, 2, base + NUMBERS + 4096, base + NUMBERS);
	/* Clocks that are over at once: 48 zeros each. */
	memset((void *)(uintptr_t)(base + NUMBERS), 0, 4096);
	CALL("poll_oneoff", base + NUMBERS, events, 4, subscriptions);
	keep(AN_OBJECT, (int64_t)object);
	keep(A_MAP, CALL("wasm_bpf_map_fd_by_name", object, string("ring")));
	keep(A_MAP, CALL("wasm_bpf_map_fd_by_name", object, string("perf")));
}

/* The first of the objects, loaded and attached. */
static uint64_t load_first(void)
{
	uint64_t object;

	make_strings();
	memcpy((void *)(uintptr_t)(base + OBJECT), objects[0], object_sizes[0]);
	object = (uint64_t)CALL("wasm_load_bpf_object", base + OBJECT, object_sizes[0]);
	CALL("wasm_attach_bpf_program", object, string(OURS), 0);
	return object;
}

/* An object as it should be, most often loaded, with handles of what is in it. */
static void open_another(void)
{
	const uint32_t which = below(object_count);
	int64_t object, next = 0;

	memcpy((void *)(uintptr_t)(base + OBJECT), objects[which], object_sizes[which]);
	object = CALL("object_open", base + OBJECT, object_sizes[which]);
	keep(AN_OBJECT, object);
	if (below(3))
		CALL("object_load", (uint64_t)object);
	while ((next = CALL("program_next", (uint64_t)object, (uint64_t)next)) > 0) {
		keep(A_PROGRAM, next);
		if (below(2))
			keep(A_LINK, CALL("program_attach", (uint64_t)next));
	}
	while ((next = CALL("map_next", (uint64_t)object, (uint64_t)next)) > 0)
		keep(A_MAP, next);
}

static bool read_objects(char **sizes)
{
	for (; *sizes && object_count < OBJECTS_MAX; sizes++, object_count++) {
		object_sizes[object_count] = (uint32_t)atoi(*sizes);
		if (object_sizes[object_count] > OBJECT_MAX ||
		    fread(objects[object_count], 1, object_sizes[object_count], stdin) !=
			    object_sizes[object_count])
			return false;
	}
	return object_count > 0 && !*sizes;
}

int main(int argc, char **argv)
{
	uint64_t object;
	long calls;

	if (argc < 4 || !read_objects(argv + 3))
		return 1;
	state = strtoull(argv[1], NULL, 10);
	calls = atol(argv[2]);
	base = __builtin_wasm_memory_grow(0, (ROOM + ROOM_SIZE) / WASM_PAGE) * WASM_PAGE;
	object = load_first();
	for (long i = 0; i < calls; i++) {
		if (i % 500 == 499)
			object = load_first();
		if (i % 64 == 0)
			open_another();
		if (i % 16 == 0)
			emit(object);
		call_any();
	}
	return 0;
}
