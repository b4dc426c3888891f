// SPDX-License-Identifier: MIT
/*
 * A guest that asks for loads after which libbpf holds addresses or descriptors that are none of
 * its own, or that it knows nothing of: v2_loads.wasm TEST [PIN] < object.bpf.o (or arena.bpf.o,
 * ops.bpf.o)
 */
#include "opened.h"

enum { MMAPABLE = 1 << 10, RINGBUF = 27, ARENA = 33, RING_SIZE = 65536 };

static const char *pin;

static void load_no_program(void)
{
	for (int next = 0; (next = wasm_bpf_program_next(opened, next)) > 0;)
		IS(wasm_bpf_program_set(next, WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), 0);
}

/* libbpf freezes it, and then maps it in the place of the initial values, to write it. */
static void test_lost_values(void)
{
	static unsigned char bytes[256];
	int rodata;

	opened = open_object();
	load_no_program();
	rodata = found(".rodata");
	IS(wasm_bpf_map_set(rodata, WASM_BPF_MAP_SET_FLAGS, MMAPABLE), 0);
	IS(wasm_bpf_object_load(opened) < 0, 1);
	wasm_bpf_map_initial(rodata, bytes, sizeof(bytes));
	IS(wasm_bpf_object_close(opened), 0);
}

static int make_ring(void)
{
	struct wasm_bpf_map_definition ring = { .type = RINGBUF, .max_entries = RING_SIZE };

	strcpy(ring.name, "ring");
	return wasm_bpf_map_create(&ring, sizeof(ring));
}

/* A load that fails closes all of the object's maps, also one that stood for another. */
static void test_lost_maps(void)
{
	const int ring = make_ring();
	uint64_t key = 1;
	uint32_t value;
	int spare;

	opened = open_object();
	load_no_program();
	spare = found("spare");
	IS(wasm_bpf_map_reuse(spare, ring), 0);
	IS(wasm_bpf_buffer_open(spare), 0);
	IS(wasm_bpf_program_set(program("wild"), WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
	IS(wasm_bpf_object_load(opened) < 0, 1);
	IS(map_info(spare).state & WASM_BPF_MAP_LOADED, 0);
	IS(wasm_bpf_map_freeze(spare), -L_EINVAL);
	IS(wasm_bpf_buffer_read(spare, text, sizeof(text)), -L_EINVAL);
	IS(wasm_bpf_buffers_wait(NULL, 0, 0), 0);
	IS(wasm_bpf_map_operate(spare, WASM_BPF_MAP_LOOKUP, &key, &value, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_buffer_read(ring, text, sizeof(text)), 0);
	IS(wasm_bpf_object_close(opened), 0);
}

/* Where in the loader an arena is mapped is nothing that a guest decides. */
static void test_arena(void)
{
	int arena, ret;

	opened = open_object();
	IS(opened > 0, 1);
	arena = found("arena");
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_EXTRA, 1ull << 46), -L_EINVAL);
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_FLAGS, 1 << 17), -L_EINVAL);
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_TYPE, 2), -L_EINVAL);
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_VALUE_SIZE, 1 << 20), -L_EINVAL);
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_MAX_ENTRIES, 1), -L_EINVAL);
	IS(wasm_bpf_map_set(arena, WASM_BPF_MAP_SET_MAX_ENTRIES, 3), 0);
	ret = wasm_bpf_object_load(opened);
	if (ret < 0) {
		wasm_bpf_last_error(text, sizeof(text));
		printf("%s\n", text);
		exit(NOT_LOADED);
	}
	IS(map_info(arena).max_entries, 3);
	IS(wasm_bpf_object_close(opened), 0);
}

/* What comes back from a pin has no object, and cannot be attached as one of an object is. */
static void test_pinned_ops(void)
{
	int again;

	open_and_load();
	IS(wasm_bpf_map_pin(found("calm"), pin), 0);
	again = wasm_bpf_map_open_pinned(pin);
	IS(again > 0, 1);
	IS(wasm_bpf_map_attach(again), -L_EINVAL);
	IS(said("it does not belong to an object"), 1);
	IS(wasm_bpf_map_unpin(again, pin), 0);
}

static const struct test tests[] = {
	{ "lost-values", test_lost_values },
	{ "lost-maps", test_lost_maps },
	{ "arena", test_arena },
	{ "pinned-ops", test_pinned_ops },
};

int main(int argc, char **argv)
{
	pin = argc > 2 ? argv[2] : "";
	read_object();
	return run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
