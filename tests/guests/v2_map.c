// SPDX-License-Identifier: MIT
/*
 * A guest that makes maps of its own, puts programs and maps into maps, and pins:
 * v2_map.wasm TEST [FOLDER] < object.bpf.o
 */
#include <unistd.h>

#include "opened.h"

static const char *folder;

/* A path in the folder that the script gives, the only one that the policy allows. */
static const char *in_folder(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static struct wasm_bpf_map_definition definition(uint32_t type, const char *name)
{
	struct wasm_bpf_map_definition map = { .type = type, .key_size = 4, .value_size = 4,
					       .max_entries = 10 };

	strncpy(map.name, name, sizeof(map.name) - 1);
	return map;
}

static int create(uint32_t type, const char *name)
{
	struct wasm_bpf_map_definition map = definition(type, name);

	return wasm_bpf_map_create(&map, sizeof(map));
}

static void test_create(void)
{
	struct wasm_bpf_map_definition map = definition(13, "outer"); /* a hash of maps */
	uint32_t key = 1, value = 77, back = 0;
	int hash = create(1, "mine"), array = create(2, "inner"), outer, ring;
	char data[64];

	IS(hash > 0 && array > 0, 1);
	IS(map_info(hash).state, WASM_BPF_MAP_LOADED);
	IS(map_info(hash).type, 1);
	IS(map_info(hash).max_entries, 10);
	IS(strcmp(map_info(hash).name, "mine"), 0);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0), 0);
	IS(wasm_bpf_map_take(hash, &key, &back, 0), 0);
	IS(back, 77);
	/* It has no object, and nothing before a load. */
	IS(wasm_bpf_map_set(hash, WASM_BPF_MAP_SET_MAX_ENTRIES, 5), -L_EBUSY);
	IS(wasm_bpf_map_initial(hash, data, 4), -L_EINVAL);
	IS(wasm_bpf_map_set_initial(hash, data, 4), -L_EBUSY);
	IS(wasm_bpf_map_set_inner(hash, array), -L_EBUSY);
	IS(wasm_bpf_map_attach(hash), -L_EINVAL);
	IS(wasm_bpf_map_freeze(hash), 0);
	IS(map_info(hash).state, WASM_BPF_MAP_LOADED | WASM_BPF_MAP_FROZEN);

	IS(wasm_bpf_map_create(&map, sizeof(map)), -L_EINVAL);
	map.inner = array;
	outer = wasm_bpf_map_create(&map, sizeof(map));
	IS(outer > 0, 1);
	IS(wasm_bpf_map_operate(outer, WASM_BPF_MAP_UPDATE, &key, &array, NULL, 0), 0);
	IS(wasm_bpf_map_operate(outer, WASM_BPF_MAP_UPDATE, &key, &outer, NULL, 0) < 0, 1);
	map.inner = 12345;
	IS(wasm_bpf_map_create(&map, sizeof(map)), -L_EBADF);
	map.inner = -1;
	IS(wasm_bpf_map_create(&map, sizeof(map)), -L_EBADF);

	/* A ring, which is read and mapped. */
	map = definition(27, "ring");
	map.key_size = map.value_size = 0;
	map.max_entries = 65536;
	ring = wasm_bpf_map_create(&map, sizeof(map));
	IS(ring > 0, 1);
	IS(wasm_bpf_buffer_open(ring), 0);
	IS(wasm_bpf_buffer_read(ring, data, sizeof(data)), 0);
	IS(wasm_bpf_buffers_wait(NULL, 0, 0), 0);
	IS(wasm_bpf_map_close(ring), 0);
	IS(wasm_bpf_map_close(ring), -L_EBADF);
	IS(wasm_bpf_buffer_read(ring, data, sizeof(data)), -L_EBADF);
	IS(wasm_bpf_buffers_wait(NULL, 0, 0), 0);
	ring = wasm_bpf_map_create(&map, sizeof(map));
	{
		struct wasm_bpf_ring mapped;

		IS(wasm_bpf_ring_map(ring, &mapped), 0);
		IS(*mapped.producer, 0);
	}
	IS(wasm_bpf_map_close(ring), 0);

	/* An object's map is none of these. */
	open_and_load();
	IS(wasm_bpf_map_close(found("spare")), -L_EINVAL);
	IS(said("it belongs to an object"), 1);
	IS(wasm_bpf_map_next(opened, hash), -L_EINVAL);
	IS(wasm_bpf_buffer_poll((uint64_t)opened, hash, NULL, NULL, data, 10, 0), -L_EBADF);

	/* What is no definition. */
	map = definition(1, "x");
	IS(wasm_bpf_map_create(NULL, sizeof(map)), -L_EFAULT);
	IS(wasm_bpf_map_create((void *)(memory_end() - 1), sizeof(map)), -L_EFAULT);
	IS(wasm_bpf_map_create(&map, 0) < 0, 1);
	memset(map.name, 'x', sizeof(map.name));
	IS(wasm_bpf_map_create(&map, sizeof(map)), -L_EINVAL);
	/* A shorter one has no name. */
	hash = wasm_bpf_map_create(&map, offsetof(struct wasm_bpf_map_definition, name));
	IS(hash > 0, 1);
	IS(map_info(hash).name[0], 0);
	map = definition(1, "not/a name");
	IS(wasm_bpf_map_create(&map, sizeof(map)), -L_EINVAL);
	map = definition(1, "huge");
	map.max_entries = map.value_size = 0xffffffff;
	IS(wasm_bpf_map_create(&map, sizeof(map)) < 0, 1);
	for (uint32_t type = 0; type < 100; type++) {
		int made = create(type, "any");

		if (made > 0)
			IS(wasm_bpf_map_close(made), 0);
	}
	IS(create(0x80000000, "any") < 0, 1);
}

/* A type that the policy refuses. */
static void test_denied(void)
{
	IS(create(1, "mine"), -L_EPERM);
	IS(said("map 'mine', type hash") && said("--deny map=hash"), 1);
	IS(create(2, "mine") > 0, 1);
}

/* What maps of maps hold, said before the load. */
static void test_inner(void)
{
	struct wasm_bpf_map_definition map = definition(2, "mine");
	uint32_t zero = 0;
	int mine, outer, other;

	map.max_entries = 1;
	mine = wasm_bpf_map_create(&map, sizeof(map));
	map.value_size = 64;
	other = wasm_bpf_map_create(&map, sizeof(map));
	opened = open_object();
	outer = found("outer");
	IS(wasm_bpf_map_set_inner(outer, found("spare")), -L_EINVAL);
	IS(wasm_bpf_map_set_inner(found("spare"), mine), -L_EINVAL);
	IS(wasm_bpf_map_set_inner(outer, 12345), -L_EBADF);
	IS(wasm_bpf_map_set_inner(12345, mine), -L_EBADF);
	IS(wasm_bpf_map_set_inner(outer, mine), 0);
	/* More often than the host has descriptors. */
	for (int i = 0; i < 300; i++)
		IS(wasm_bpf_map_set_inner(outer, mine), -L_EINVAL);
	/* libbpf uses it when it loads, whether the guest still has it or not. */
	IS(wasm_bpf_map_close(mine), 0);
	for (int i = 0; i < 10; i++)
		create(1, "another");
	IS(wasm_bpf_object_load(opened), 0);
	mine = create(2, "mine");
	IS(wasm_bpf_map_set_inner(outer, mine), -L_EBUSY);
	IS(wasm_bpf_map_operate(outer, WASM_BPF_MAP_UPDATE, &zero, &other, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_map_operate(outer, WASM_BPF_MAP_UPDATE, &zero, &zero, NULL, 0), -L_EBADF);
}

static int run(const char *name)
{
	static unsigned char packet[64];
	struct wasm_bpf_test_run run = { .data_in = (uint32_t)(uintptr_t)packet,
					 .data_in_size = sizeof(packet) };

	IS(wasm_bpf_program_test_run(program(name), &run, sizeof(run)), 0);
	return (int)run.retval;
}

/* Programs in maps are handles, and nothing else that the host has open. */
static void test_programs(void)
{
	struct { uint32_t interface; int32_t program; } device = { .interface = 1 };
	uint32_t zero = 0, count = 1;
	int programs, devices, handle, other;

	open_and_load();
	programs = found("programs");
	devices = found("devices");
	IS(run("jump"), 0);
	handle = program("pass");
	IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_UPDATE, &zero, &handle, NULL, 0), 0);
	IS(run("jump"), 2);
	handle = program("drop");
	IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_UPDATE, &zero, &handle, NULL, 0), 0);
	IS(run("jump"), 1);
	IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_DELETE, &zero, NULL, NULL, 0), 0);
	IS(run("jump"), 0);
	handle = program("tc_pass");
	IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_UPDATE, &zero, &handle, NULL, 0) < 0, 1);
	handle = program("wild");
	IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_UPDATE, &zero, &handle, NULL, 0), -L_EINVAL);
	other = program("leave");
	for (int32_t fd = -5; fd < 64; fd++) {
		if (wasm_bpf_program_info(fd, NULL, 0) > 0)
			continue;
		IS(wasm_bpf_map_operate(programs, WASM_BPF_MAP_UPDATE, &zero, &fd, NULL, 0),
		   -L_EBADF);
		device.program = fd;
		if (fd > 0)
			IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_UPDATE, &zero, &device, NULL,
						0),
			   -L_EBADF);
	}
	/* Not in batches. */
	handle = program("pass");
	IS(wasm_bpf_map_batch(programs, WASM_BPF_BATCH_UPDATE, NULL, NULL, &zero, &handle, &count,
			      0),
	   -L_EBADF);

	device.program = other;
	IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_UPDATE, &zero, &device, NULL, 0), 0);
	IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_LOOKUP, &zero, &device, NULL, 0), 0);
	IS(device.program, program_info(other).id);
	device.program = program("drop");
	IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_UPDATE, &zero, &device, NULL, 0) < 0, 1);
	device.program = -1;  /* none, as 0 is */
	IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_UPDATE, &zero, &device, NULL, 0), 0);
	device.program = 0;
	IS(wasm_bpf_map_operate(devices, WASM_BPF_MAP_UPDATE, &zero, &device, NULL, 0), 0);
}

/* --- batches ------------------------------------------------------------------ */

/* Two failures that the kernel calls the same. */
static void test_full(void)
{
	struct wasm_bpf_map_definition trie = definition(11, "routes"),
				       many = definition(1, "many");
	uint32_t prefixes[3][2] = { { 32, 1 }, { 32, 2 }, { 32, 3 } }, values[3] = { 0 };
	uint32_t place, key, count = 3;
	int map, ret;

	trie.key_size = 8;
	trie.max_entries = 2;
	trie.flags = 1; /* BPF_F_NO_PREALLOC */
	map = wasm_bpf_map_create(&trie, sizeof(trie));
	IS(wasm_bpf_map_batch(map, WASM_BPF_BATCH_UPDATE, NULL, NULL, prefixes, values, &count, 0),
	   -L_ENOSPC);
	IS(count, 2);
	IS(said("cannot run a batch on 'routes': No space left on device"), 1);

	many.max_entries = 1000;
	map = wasm_bpf_map_create(&many, sizeof(many));
	for (key = 0; key < many.max_entries; key++)
		IS(wasm_bpf_map_operate(map, WASM_BPF_MAP_UPDATE, &key, &key, NULL, 0), 0);
	count = 1;
	ret = wasm_bpf_map_batch(map, WASM_BPF_BATCH_LOOKUP, NULL, &place, &key, values, &count, 0);
	while (!ret)
		ret = wasm_bpf_map_batch(map, WASM_BPF_BATCH_LOOKUP, &place, &place, &key, values,
					 &count, 0);
	IS(ret, -L_ENOSPC);
	IS(said("one has more than the batch: 1; ask for more"), 1);
}

/* --- pins ------------------------------------------------------------------- */

static void test_pin(void)
{
	uint32_t key = 1, value = 5, back = 0;
	int hash = create(1, "kept"), other = create(1, "other"), again, link;

	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0), 0);
	IS(wasm_bpf_map_open_pinned(in_folder("kept")), -L_ENOENT);
	IS(wasm_bpf_map_pin(hash, in_folder("kept")), 0);
	IS(wasm_bpf_map_pin(hash, in_folder("kept")), -L_EEXIST);
	IS(wasm_bpf_map_pin(hash, in_folder("deep/kept")), 0);
	IS(wasm_bpf_map_pin(hash, in_folder("too/deep/kept")) < 0, 1);
	again = wasm_bpf_map_open_pinned(in_folder("kept"));
	IS(again > 0 && again != hash, 1);
	IS(wasm_bpf_map_operate(again, WASM_BPF_MAP_LOOKUP, &key, &back, NULL, 0), 0);
	IS(back, 5);
	IS(strcmp(map_info(again).name, "kept"), 0);
	IS(wasm_bpf_map_unpin(other, in_folder("kept")), -L_EINVAL);
	IS(said("another map"), 1);
	IS(wasm_bpf_map_unpin(again, in_folder("deep/kept")), 0);
	IS(wasm_bpf_map_unpin(again, in_folder("deep/kept")), -L_ENOENT);
	IS(wasm_bpf_map_close(again), 0);

	open_and_load();
	link = wasm_bpf_program_attach(program("by_raw_tp"), NULL, 0);
	IS(wasm_bpf_link_pin(link, in_folder("link")), 0);
	IS(wasm_bpf_map_open_pinned(in_folder("link")), -L_EINVAL);
	IS(said("no map is pinned there"), 1);
	IS(wasm_bpf_map_unpin(hash, in_folder("link")), -L_EINVAL);
	IS(wasm_bpf_link_detach(link), -L_EOPNOTSUPP);
	IS(said("it is pinned"), 1);
	IS(wasm_bpf_link_close(link), 0);
	/* A perf event stays switched on, too. */
	link = wasm_bpf_program_attach(program("by_tp"), NULL, 0);
	IS(wasm_bpf_link_pin(link, in_folder("event")), 0);
	IS(wasm_bpf_map_pin(found("seen"), in_folder("seen")), 0);
	IS(wasm_bpf_map_pin(found("token"), in_folder("token")), 0);
	/* Several are none. */
	link = wasm_bpf_program_attach(program("by_perf_event"), "cpu-clock@10hz,cpu=0", 0);
	IS(link > 0, 1);
	IS(wasm_bpf_link_detach(link), 0);
	IS(wasm_bpf_link_pin(link, in_folder("none")), -L_EINVAL);
}

/* What the run before left. */
static void test_pinned(void)
{
	struct seen seen = { 0 };
	uint32_t key = 1, back = 0;
	int hash = wasm_bpf_map_open_pinned(in_folder("kept")), spare;

	IS(hash > 0, 1);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, &back, NULL, 0), 0);
	IS(back, 5);
	key = BY_TP;
	trigger(wasm_bpf_map_open_pinned(in_folder("token")));
	IS(wasm_bpf_map_operate(wasm_bpf_map_open_pinned(in_folder("seen")), WASM_BPF_MAP_LOOKUP,
				&key, &seen, NULL, 0),
	   0);
	IS(seen.times, 1);
	key = 1;
	IS(wasm_bpf_map_unpin(hash, in_folder("kept")), 0);
	IS(wasm_bpf_map_open_pinned(in_folder("kept")), -L_ENOENT);
	IS(wasm_bpf_map_operate(hash, WASM_BPF_MAP_LOOKUP, &key, &back, NULL, 0), 0);

	/* Made by the first load, used by the second. */
	for (int i = 0; i < 2; i++) {
		uint64_t entry = 9;

		opened = open_object();
		spare = found("spare");
		IS(wasm_bpf_map_set_pin_path(spare, in_folder("nowhere")), 0);
		IS(wasm_bpf_map_set_pin_path(spare, NULL), 0);
		IS(wasm_bpf_map_set_pin_path(spare, in_folder("spare")), 0);
		IS(wasm_bpf_object_load(opened), 0);
		if (i)
			IS(wasm_bpf_map_operate(spare, WASM_BPF_MAP_LOOKUP, &entry, &back, NULL, 0),
			   0);
		else
			IS(wasm_bpf_map_operate(spare, WASM_BPF_MAP_UPDATE, &entry, &back, NULL, 0),
			   0);
		IS(wasm_bpf_map_set_pin_path(spare, in_folder("spare")), -L_EBUSY);
		if (i)
			IS(wasm_bpf_map_unpin(spare, in_folder("spare")), 0);
		IS(wasm_bpf_object_close(opened), 0);
	}
	/* What is pinned there is not like it. */
	IS(wasm_bpf_map_pin(hash, in_folder("spare")), 0);
	opened = open_object();
	IS(wasm_bpf_map_set_pin_path(found("spare"), in_folder("spare")), 0);
	IS(wasm_bpf_object_load(opened) < 0, 1);
	IS(wasm_bpf_map_unpin(hash, in_folder("spare")), 0);
}

/* Paths that are not allowed, or none. */
static void test_refused(void)
{
	char *end = memset(memory_end() - 16, 'x', 16);
	const char *const refused[] = { "/sys/fs/bpf/wbt-none", "/etc/passwd", "none", "",
					"/proc/self/fd/0", in_folder("../none") };
	int hash = create(1, "kept"), link;

	open_and_load();
	link = wasm_bpf_program_attach(program("by_raw_tp"), NULL, 0);
	for (unsigned int i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		IS(wasm_bpf_map_pin(hash, refused[i]), -L_EPERM);
		IS(wasm_bpf_map_unpin(hash, refused[i]), -L_EPERM);
		IS(wasm_bpf_map_open_pinned(refused[i]), -L_EPERM);
		IS(wasm_bpf_link_pin(link, refused[i]), -L_EPERM);
	}
	IS(wasm_bpf_map_pin(hash, NULL), -L_EFAULT);
	IS(wasm_bpf_map_pin(hash, end), -L_EFAULT);
	IS(wasm_bpf_map_unpin(hash, NULL), -L_EFAULT);
	IS(wasm_bpf_map_open_pinned(NULL), -L_EFAULT);
	IS(wasm_bpf_link_pin(link, NULL), -L_EFAULT);
	memset(text, 'x', sizeof(text));
	IS(wasm_bpf_map_pin(hash, text), -L_EFAULT);
	IS(wasm_bpf_map_pin(12345, in_folder("x")), -L_EBADF);
	IS(wasm_bpf_map_unpin(12345, in_folder("x")), -L_EBADF);
	IS(wasm_bpf_link_pin(12345, in_folder("x")), -L_EBADF);
	opened = open_object();
	IS(wasm_bpf_map_pin(found("spare"), in_folder("x")), -L_EINVAL);
	IS(wasm_bpf_map_set_pin_path(found("spare"), refused[0]), -L_EPERM);
	IS(wasm_bpf_map_set_pin_path(found("spare"), end), -L_EFAULT);
	IS(wasm_bpf_object_load(opened), 0);
}

static const struct test tests[] = {
	{ "create", test_create },     { "denied", test_denied },   { "inner", test_inner },
	{ "programs", test_programs }, { "full", test_full },       { "pin", test_pin },
	{ "pinned", test_pinned },     { "refused", test_refused },
};

int main(int argc, char **argv)
{
	folder = argc > 2 ? argv[2] : "/nowhere";
	read_object();
	return run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
