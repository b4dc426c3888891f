// SPDX-License-Identifier: MIT
/*
 * A guest that tries what module `wasm_bpf_v2` has for objects, programs, links, and maps
 * before the load: v2_object.wasm TEST < object.bpf.o
 */
#include <unistd.h>

#include "opened.h"

/* What is there before the load, and what is not. */
static void test_open(void)
{
	uint64_t key = 0;
	uint32_t value = 5, count = 1;
	int spare, pass, ret;
	char buffer[16];

	opened = open_object();
	spare = found("spare");
	pass = program("pass");
	IS(opened > 0 && spare > 0 && pass > 0, 1);
	IS(program("pass"), pass);
	IS(found("spare"), spare);
	IS(program("nosuch"), -L_ENOENT);
	IS(said("no program 'nosuch'"), 1);
	IS(program_info(pass).state, WASM_BPF_PROGRAM_AUTOLOAD);
	IS(program_info(pass).id, 0);
	IS(program_info(pass).instructions > 0, 1);
	IS(program_info(pass).type, 6); /* BPF_PROG_TYPE_XDP */
	IS(program_info(program("wild")).state, 0);
	IS(map_info(spare).state, WASM_BPF_MAP_AUTOCREATE);
	IS(map_info(spare).max_entries, 100);
	IS(map_info(found("per_cpu")).value_size, 8 * wasm_bpf_cpus());
	IS(map_info(found(".data")).state, WASM_BPF_MAP_AUTOCREATE | WASM_BPF_MAP_GLOBALS);

	IS(wasm_bpf_map_operate(spare, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_map_take(spare, &key, &value, 0), -L_EINVAL);
	IS(said("'spare': it is not loaded"), 1);
	IS(wasm_bpf_map_batch(spare, 1, NULL, buffer, &key, &value, &count, 0), -L_EINVAL);
	IS(wasm_bpf_map_freeze(spare), -L_EINVAL);
	IS(wasm_bpf_map_mmap(found(".data"), (void *)WASM_PAGE, WASM_PAGE), -L_EINVAL);
	IS(wasm_bpf_buffer_open(spare), -L_EINVAL);
	IS(wasm_bpf_program_attach(pass, "lo", 0), -L_EINVAL);
	IS(wasm_attach_bpf_program((uint64_t)opened, "by_raw_tp", NULL), -L_EINVAL);
	IS(said("it is not loaded"), 1);

	IS(wasm_bpf_object_load(opened), 0);
	IS(wasm_bpf_object_load(opened), -L_EBUSY);
	IS(program_info(pass).state, WASM_BPF_PROGRAM_LOADED | WASM_BPF_PROGRAM_AUTOLOAD);
	IS(program_info(pass).id > 0 && program_info(pass).xlated_size > 0, 1);
	IS(program_info(pass).loaded_at > 0, 1);
	IS(program_info(pass).loaded_at < (uint64_t)wasm_bpf_boot_clock(), 1);
	IS(program_info(program("wild")).state, 0);
	IS(wasm_bpf_program_attach(program("wild"), NULL, 0), -L_EINVAL);
	IS(map_info(spare).state, WASM_BPF_MAP_AUTOCREATE | WASM_BPF_MAP_LOADED);
	IS(map_info(found(".rodata")).state, WASM_BPF_MAP_AUTOCREATE | WASM_BPF_MAP_LOADED |
						     WASM_BPF_MAP_GLOBALS | WASM_BPF_MAP_FROZEN);
	IS(wasm_bpf_map_operate(spare, WASM_BPF_MAP_UPDATE, &key, &value, NULL, 0), 0);
	/* The handle is one of v1's, too. */
	IS(wasm_bpf_map_fd_by_name((uint64_t)opened, "spare"), spare);
	ret = wasm_bpf_program_attach(program("by_raw_tp"), NULL, 0);
	IS(ret > 0, 1);

	IS(wasm_bpf_object_close(opened), 0);
	IS(wasm_bpf_object_close(opened), -L_EBADF);
	IS(wasm_bpf_program_info(pass, NULL, 0), -L_EBADF);
	IS(wasm_bpf_map_info(spare, NULL, 0), -L_EBADF);
	IS(wasm_bpf_link_info(ret, NULL, 0), -L_EBADF);
}

/* Every program and map, by next and by name. */
static void test_walk(void)
{
	int other, programs = 0, maps = 0, next = 0;
	char name[128], section[128];

	opened = open_object();
	while ((next = wasm_bpf_program_next(opened, next)) > 0) {
		int len = wasm_bpf_program_text(next, WASM_BPF_PROGRAM_NAME, name, sizeof(name));

		IS(len, strlen(name));
		IS(program(name), next);
		IS(strcmp(program_info(next).name, name), 0);
		IS(wasm_bpf_program_text(next, WASM_BPF_PROGRAM_SECTION, section, 3) >= 2, 1);
		IS(strlen(section), 2);
		programs++;
	}
	IS(next, 0);
	IS(programs, 20);
	while ((next = wasm_bpf_map_next(opened, next)) > 0) {
		maps++;
		IS(map_info(next).max_entries > 0, 1);
	}
	IS(next, 0);
	IS(maps, 11);
	IS(wasm_bpf_program_text(program("by_tp"), WASM_BPF_PROGRAM_SECTION, section,
				 sizeof(section)), strlen("tp/raw_syscalls/sys_enter"));
	IS(strcmp(section, "tp/raw_syscalls/sys_enter"), 0);

	other = open_object();
	IS(wasm_bpf_program_next(other, program("pass")), -L_EINVAL);
	IS(wasm_bpf_map_next(other, found("spare")), -L_EINVAL);
	IS(said("does not belong to object"), 1);
	IS(wasm_bpf_program_find(other, "pass") != program("pass"), 1);
}

/* Global variables before the load. */
static void test_initial(void)
{
	unsigned char bytes[256] = { 0 }, back[256];
	uint32_t zero = 0;
	int rodata, data, size;

	opened = open_object();
	rodata = found(".rodata");
	data = found(".data");
	IS(wasm_bpf_map_variable(rodata, "constant", &zero), 0);
	IS(zero, 4);
	zero = 0;
	IS(wasm_bpf_map_variable(data, "initialized", NULL), 0);
	IS(wasm_bpf_map_variable(rodata, "no_such", NULL), -L_ENOENT);
	IS(said("holds no variable 'no_such'"), 1);
	IS(wasm_bpf_map_variable(found("spare"), "no_such", NULL), -L_ENOENT);
	IS(wasm_bpf_map_variable(rodata, memory_end(), NULL), -L_EFAULT);
	IS(wasm_bpf_map_variable(rodata, "constant", (uint32_t *)(memory_end() - 3)), -L_EFAULT);
	IS(wasm_bpf_map_variable(0, "constant", NULL), -L_EBADF);
	size = wasm_bpf_map_initial(data, NULL, 0);
	IS(size, map_info(data).value_size);
	IS(wasm_bpf_map_initial(data, bytes, 4), size);
	IS(bytes[0], 7);
	size = wasm_bpf_map_initial(rodata, bytes, sizeof(bytes));
	IS(bytes[0], 41);
	bytes[0] = 99;
	IS(wasm_bpf_map_set_initial(rodata, bytes, (uint32_t)size), 0);
	bytes[0] = 1;
	IS(wasm_bpf_map_set_initial(rodata, bytes, (uint32_t)size - 1), -L_EINVAL);
	IS(wasm_bpf_map_set_initial(rodata, bytes, (uint32_t)size + 1), -L_EINVAL);
	IS(wasm_bpf_map_set_initial(rodata, bytes, 0), -L_EINVAL);
	IS(wasm_bpf_map_set_initial(rodata, NULL, (uint32_t)size), -L_EFAULT);
	IS(wasm_bpf_map_set_initial(rodata, memory_end() - 1, (uint32_t)size), -L_EFAULT);
	IS(wasm_bpf_map_initial(rodata, memory_end() - 1, (uint32_t)size), -L_EFAULT);
	IS(wasm_bpf_map_set_initial(found("spare"), bytes, 4), -L_EINVAL);
	IS(said("does not hold global variables"), 1);
	IS(wasm_bpf_map_initial(found("spare"), bytes, 4), -L_EINVAL);
	IS(wasm_bpf_object_load(opened), 0);
	IS(wasm_bpf_map_operate(rodata, WASM_BPF_MAP_LOOKUP, &zero, back, NULL, 0), 0);
	IS(back[0], 99);
	IS(wasm_bpf_map_initial(rodata, back, sizeof(back)), size);
	IS(wasm_bpf_map_set_initial(rodata, bytes, (uint32_t)size), -L_EBUSY);
}

static void test_map_settings(void)
{
	int spare, data;

	opened = open_object();
	spare = found("spare");
	data = found(".data");
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_MAX_ENTRIES, 1000), 0);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_KEY_SIZE, 4), 0);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_VALUE_SIZE, 12), 0);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_FLAGS, 1), 0); /* BPF_F_NO_PREALLOC */
	IS(wasm_bpf_map_set(found("per_cpu"), WASM_BPF_MAP_SET_VALUE_SIZE, 9), 0);
	IS(wasm_bpf_map_set(found("per_cpu"), WASM_BPF_MAP_SET_TYPE, 5), 0); /* a hash, per CPU */
	IS(wasm_bpf_map_set(found("outer"), WASM_BPF_MAP_SET_MAX_ENTRIES, 3), 0);
	IS(map_info(spare).value_size, 12);
	IS(wasm_bpf_map_set(found("inner"), WASM_BPF_MAP_SET_AUTOCREATE, 2), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_MAX_ENTRIES, 1ull << 32), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_TYPE, 1ull << 31), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_TYPE, 26), -L_EINVAL); /* struct_ops */
	IS(wasm_bpf_map_set(found("outer"), WASM_BPF_MAP_SET_TYPE, 2), -L_EINVAL);
	IS(wasm_bpf_map_set(found("outer"), WASM_BPF_MAP_SET_KEY_SIZE, 64), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, 0, 1), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_IFINDEX + 1, 1), -L_EINVAL);
	IS(wasm_bpf_map_set(spare, -1, 1), -L_EINVAL);
	/* What libbpf holds of global variables has the size that it has. */
	IS(wasm_bpf_map_set(data, WASM_BPF_MAP_SET_VALUE_SIZE, 1 << 20), -L_EINVAL);
	IS(wasm_bpf_map_set(data, WASM_BPF_MAP_SET_MAX_ENTRIES, 1 << 20), -L_EINVAL);
	IS(wasm_bpf_map_set(data, WASM_BPF_MAP_SET_KEY_SIZE, 64), -L_EINVAL);
	IS(wasm_bpf_map_set(data, WASM_BPF_MAP_SET_TYPE, 1), -L_EINVAL);
	IS(said("the object has contents for it"), 1);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_EXTRA, ~0ull), 0);
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_EXTRA, 0), 0);
	IS(wasm_bpf_object_load(opened), 0);
	IS(map_info(spare).max_entries, 1000);
	IS(map_info(spare).key_size, 4);
	IS(map_info(spare).value_size, 12);
	IS(map_info(spare).flags, 1);
	IS(map_info(found("per_cpu")).type, 5);
	IS(map_info(found("per_cpu")).value_size, 16 * wasm_bpf_cpus());
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_MAX_ENTRIES, 10), -L_EBUSY);
	IS(wasm_bpf_object_close(opened), 0);

	opened = open_object();
	spare = found("spare");
	IS(wasm_bpf_map_set(spare, WASM_BPF_MAP_SET_AUTOCREATE, 0), 0);
	IS(wasm_bpf_object_load(opened), 0);
	IS(map_info(spare).state, 0);
	IS(wasm_bpf_map_freeze(spare), -L_EINVAL);
}

static void autoload_none(void)
{
	for (int next = 0; (next = wasm_bpf_program_next(opened, next)) > 0;)
		IS(wasm_bpf_program_set(next, WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), 0);
}

/* Gives the one program that is loaded. */
static int load_only(const char *name)
{
	const int only = program(name);

	autoload_none();
	IS(wasm_bpf_program_set(only, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
	return only;
}

/* Whatever type and size a map is given, a load works or fails. */
static void test_map_types(void)
{
	static const uint32_t sizes[] = { 0, 1, 4, 8, 4096, 0x7fffffff, 0xffffffff };
	int loaded = 0;

	for (uint32_t i = 0; i < 3 * 42; i++) {
		uint32_t size = sizes[i % (sizeof(sizes) / sizeof(*sizes))], type = i / 3;

		opened = open_object();
		autoload_none();
		if (wasm_bpf_map_set(found("spare"), WASM_BPF_MAP_SET_TYPE, type) < 0)
			IS(type == 26 || type == 33, 1); /* struct_ops, an arena */
		if (i % 3 == 1)
			IS(wasm_bpf_map_set(found("spare"), WASM_BPF_MAP_SET_VALUE_SIZE, size), 0);
		if (i % 3 == 2)
			IS(wasm_bpf_map_set(found("outer"), WASM_BPF_MAP_SET_VALUE_SIZE, size), 0);
		map_info(found("spare"));
		loaded += wasm_bpf_object_load(opened) == 0;
		IS(wasm_bpf_object_close(opened), 0);
	}
	IS(loaded > 5 && loaded < 3 * 42, 1);
}

static void test_program_settings(void)
{
	int untyped, ret;

	opened = open_object();
	untyped = program("untyped");
	IS(program_info(untyped).type, 0);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_TYPE, 6), 0);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_ATTACH_TYPE, 37), 0); /* BPF_XDP */
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_FLAGS, 0), 0);
	IS(wasm_bpf_program_set(program("drop"), WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), 0);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_AUTOLOAD, 2), -L_EINVAL);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_LOG_LEVEL, 8), -L_EINVAL);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_TYPE, 1ull << 31), -L_EINVAL);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_TYPE, ~0ull), -L_EINVAL);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_FLAGS, 1ull << 32), -L_EINVAL);
	IS(wasm_bpf_program_set(program("by_tp_btf"), WASM_BPF_PROGRAM_SET_TYPE, 6), -L_EINVAL);
	IS(said("section 'tp_btf/sys_enter' fixes its type"), 1);
	IS(wasm_bpf_program_set(untyped, 0, 0), -L_EINVAL);
	IS(wasm_bpf_program_set(untyped, 6, 0), -L_EINVAL);
	IS(said("no such program setting: 6"), 1);
	IS(wasm_bpf_program_set(untyped, -1, 0), -L_EINVAL);
	IS(wasm_bpf_object_load(opened), 0);
	IS(program_info(untyped).type, 6);
	IS(program_info(untyped).expected_attach_type, 37);
	IS(program_info(untyped).state & WASM_BPF_PROGRAM_LOADED, WASM_BPF_PROGRAM_LOADED);
	IS(program_info(program("drop")).state, 0);
	IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), -L_EBUSY);
	IS(wasm_bpf_program_set_target(untyped, "do_exit"), -L_EBUSY);
	IS(wasm_bpf_object_close(opened), 0);

	/* Whatever type a program is given, a load works or fails. */
	for (uint64_t type = 0; type < 40; type++) {
		opened = open_object();
		autoload_none();
		untyped = program("untyped");
		IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
		IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_TYPE, type), 0);
		IS(wasm_bpf_program_set(untyped, WASM_BPF_PROGRAM_SET_ATTACH_TYPE, type * 7 % 60),
		   0);
		ret = wasm_bpf_object_load(opened);
		if (type == 0)
			IS(ret < 0, 1);
		IS(wasm_bpf_object_close(opened), 0);
	}
}

static uint32_t draw(uint32_t count)
{
	static uint32_t seed = 1;

	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % count;
}

/* Sets of all maps and programs whatever comes, and loads them or not. */
static void test_random_settings(void)
{
	static const uint64_t values[] = { 0, 1, 2, 4, 8, 26, 64, 4096, 65536, ~0ull };
	enum { VALUES = sizeof(values) / sizeof(*values) };
	unsigned int loaded = 0;

	for (int i = 0; i < 100; i++) {
		opened = open_object();
		for (int next = 0; (next = wasm_bpf_map_next(opened, next)) > 0;) {
			if (draw(4) == 0)
				wasm_bpf_map_set(next, (int)draw(11), values[draw(VALUES)]);
			if (draw(8) == 0)
				wasm_bpf_map_set(next, WASM_BPF_MAP_SET_AUTOCREATE, draw(2));
			if (draw(4) == 0)
				wasm_bpf_map_set_initial(next, text, map_info(next).value_size);
		}
		for (int next = 0; (next = wasm_bpf_program_next(opened, next)) > 0;) {
			wasm_bpf_program_set(next, WASM_BPF_PROGRAM_SET_AUTOLOAD, draw(4) == 0);
			if (draw(8) == 0)
				wasm_bpf_program_set(next, (int)draw(7),
						     draw(2) ? draw(40) : values[draw(VALUES)]);
		}
		loaded += wasm_bpf_object_load(opened) == 0;
		IS(wasm_bpf_object_close(opened), 0);
	}
	IS(loaded > 3 && loaded < 97, 1);
}

/* The verifier's log, of failures and where it is asked for. */
static void test_log(void)
{
	int ret;

	opened = open_object();
	IS(wasm_bpf_object_log(opened, text, sizeof(text)), 0);
	IS(wasm_bpf_program_set(program("wild"), WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
	ret = wasm_bpf_object_load(opened);
	IS(ret < 0, 1);
	IS(said("cannot load the BPF object of 'guest'"), 1);
	IS(said("'wild'"), 1);
	IS(wasm_bpf_object_log(opened, text, sizeof(text)), strlen(text));
	IS(strstr(text, "prog 'wild'") && strstr(text, "processed "), 1);
	IS(strstr(text, "'pass'") == NULL, 1);
	/* There is nothing left to do with it. */
	IS(wasm_bpf_object_load(opened), -L_EBUSY);
	IS(said("an earlier load failed"), 1);
	IS(wasm_bpf_program_set(program("pass"), WASM_BPF_PROGRAM_SET_AUTOLOAD, 0), -L_EBUSY);
	IS(wasm_bpf_map_set(found("spare"), WASM_BPF_MAP_SET_MAX_ENTRIES, 1), -L_EBUSY);
	IS(wasm_bpf_program_attach(program("pass"), "lo", 0), -L_EINVAL);
	IS(wasm_bpf_map_freeze(found("spare")), -L_EINVAL);
	IS(map_info(found("spare")).state & WASM_BPF_MAP_LOADED, 0);
	IS(wasm_bpf_object_close(opened), 0);

	opened = open_object();
	IS(wasm_bpf_program_set(program("pass"), WASM_BPF_PROGRAM_SET_LOG_LEVEL, 1), 0);
	IS(wasm_bpf_program_set(program("drop"), WASM_BPF_PROGRAM_SET_LOG_LEVEL, 4), 0);
	IS(wasm_bpf_object_load(opened), 0);
	ret = wasm_bpf_object_log(opened, text, sizeof(text));
	IS(ret, strlen(text));
	IS(strstr(text, "prog 'pass'") && strstr(text, "prog 'drop'"), 1);
	IS(strstr(text, "prog 'tc_pass'") == NULL, 1);
	IS(wasm_bpf_object_log(opened, text, 5), ret);
	IS(strlen(text), 4);
	IS(wasm_bpf_object_log(opened, NULL, 0), ret);
	IS(wasm_bpf_object_log(opened, NULL, 5), -L_EFAULT);
	IS(wasm_bpf_object_log(opened, memory_end() - 1, 5), -L_EFAULT);
}

/* --- attaching -------------------------------------------------------------- */

static struct seen seen(uint32_t by)
{
	struct seen seen = { 0 };

	IS(wasm_bpf_map_operate(found("seen"), WASM_BPF_MAP_LOOKUP, &by, &seen, NULL, 0), 0);
	return seen;
}

/* Attached by what its section says, or to a target; runs once a trigger; detached. */
static void check_attaching(const char *name, uint32_t by, const char *target, uint64_t cookie)
{
	uint64_t before = seen(by).times;
	int link = wasm_bpf_program_attach(program(name), target, cookie);
	struct wasm_bpf_link_info info;

	if (link < 0) {
		wasm_bpf_last_error(text, sizeof(text));
		printf("%s: %s\n", name, text);
	}
	IS(link > 0, 1);
	info = link_info(link);
	IS(info.state, WASM_BPF_LINK_KERNELS | WASM_BPF_LINK_ATTACHED);
	IS(info.id > 0, 1);
	IS(info.program, program(name));
	IS(info.program_id, program_info(program(name)).id);
	trigger(found("token"));
	IS(seen(by).times, before + 1);
	IS(seen(by).cookie, cookie);
	IS(wasm_bpf_link_detach(link), 0);
	IS(link_info(link).state & WASM_BPF_LINK_ATTACHED, 0);
	IS(wasm_bpf_link_detach(link), -L_EINVAL);
	IS(wasm_bpf_link_update(link, program(name)), -L_EINVAL);
	trigger(found("token"));
	IS(seen(by).times, before + 1);
	IS(wasm_bpf_link_close(link), 0);
	IS(wasm_bpf_link_close(link), -L_EBADF);
	IS(wasm_bpf_link_info(link, NULL, 0), -L_EBADF);
}

static void test_attach(void)
{
	static const char probe[] = "libc.so.6:ppoll";
	int link;

	open_and_load();
	check_attaching("by_tp", BY_TP, NULL, 0);
	check_attaching("by_tp", BY_TP, "raw_syscalls/sys_enter", 0);
	check_attaching("by_tp", BY_TP, NULL, 0x123456789abcdef0);
	check_attaching("by_tp", BY_TP, "raw_syscalls/sys_enter", ~0ull);
	check_attaching("by_tp_btf", BY_TP_BTF, NULL, 0);
	check_attaching("by_tp_btf", BY_TP_BTF, "sys_enter", 0);
	check_attaching("by_uprobe", BY_UPROBE, NULL, 0);
	check_attaching("by_uprobe", BY_UPROBE, NULL, 77);
	check_attaching("by_uprobe", BY_UPROBE, probe, 78);

	/* One link of an event on each CPU. */
	link = wasm_bpf_program_attach(program("by_perf_event"), "cpu-clock@1000hz", 55);
	IS(link > 0, 1);
	IS(link_info(link).state & WASM_BPF_LINK_ATTACHED, WASM_BPF_LINK_ATTACHED);
	for (int i = 0; i < 100 && seen(BY_PERF_EVENT).times < 10; i++)
		usleep(20000);
	IS(seen(BY_PERF_EVENT).times >= 10, 1);
	IS(seen(BY_PERF_EVENT).cookie, 55);
	IS(wasm_bpf_link_close(link), 0);
	usleep(20000);
	IS(seen(BY_PERF_EVENT).times - (usleep(50000), seen(BY_PERF_EVENT).times), 0);

	/* Those that have no cookie. */
	IS(wasm_bpf_program_attach(program("by_raw_tp"), NULL, 1), -L_EOPNOTSUPP);
	IS(said("do not support a cookie here"), 1);
	IS(wasm_bpf_program_attach(program("pass"), "lo", 1), -L_EOPNOTSUPP);
	IS(wasm_bpf_program_attach(program("by_perf_event"), NULL, 1), -L_EOPNOTSUPP);
	IS(wasm_bpf_program_attach(program("by_tp"), "nosuch/nosuch", 0), -L_ENOENT);
	IS(wasm_bpf_program_attach(program("by_tp"), "nosuch/nosuch", 9), -L_ENOENT);
	IS(wasm_bpf_program_attach(program("by_tp"), "no slash", 9), -L_EINVAL);
	IS(wasm_bpf_program_attach(program("pass"), NULL, 0) < 0, 1);

	/* The object takes them with it. */
	IS(wasm_bpf_program_attach(program("by_tp"), NULL, 0) > 0, 1);
	IS(wasm_bpf_program_attach(program("by_tp_btf"), NULL, 0) > 0, 1);
	trigger(found("token"));
	IS(wasm_bpf_object_close(opened), 0);
}

/* In a network namespace of its own, where "lo" is. */
static void test_net(void)
{
	int link, other;

	open_and_load();
	link = wasm_bpf_program_attach(program("pass"), "lo", 0);
	IS(link > 0, 1);
	IS(link_info(link).state, WASM_BPF_LINK_KERNELS | WASM_BPF_LINK_ATTACHED);
	IS(link_info(link).program_id, program_info(program("pass")).id);
	IS(wasm_bpf_program_attach(program("drop"), "lo", 0), -L_EBUSY);
	IS(wasm_bpf_link_update(link, program("drop")), 0);
	IS(link_info(link).program_id, program_info(program("drop")).id);
	IS(link_info(link).program, program("drop"));
	IS(wasm_bpf_link_update(link, program("tc_pass")) < 0, 1);
	IS(wasm_bpf_link_update(link, program("wild")), -L_EINVAL);
	IS(wasm_bpf_link_update(link, 12345), -L_EBADF);
	IS(wasm_bpf_link_detach(link), 0);
	IS(link_info(link).state, WASM_BPF_LINK_KERNELS); /* which keeps it */
	other = wasm_bpf_program_attach(program("pass"), "lo,skb", 0);
	IS(other > 0, 1);
	IS(wasm_bpf_link_close(link), 0);
	IS(link_info(other).state, WASM_BPF_LINK_KERNELS | WASM_BPF_LINK_ATTACHED);
	IS(wasm_bpf_link_close(other), 0);

	link = wasm_bpf_program_attach(program("tc_pass"), "lo,ingress,prio=5,handle=2", 0);
	IS(link > 0, 1);
	IS(link_info(link).state, WASM_BPF_LINK_ATTACHED);
	IS(link_info(link).program_id, program_info(program("tc_pass")).id);
	IS(wasm_bpf_program_attach(program("tc_drop"), "lo,ingress,prio=5,handle=2", 0) < 0, 1);
	IS(wasm_bpf_link_update(link, program("tc_drop")), 0);
	IS(link_info(link).program_id, program_info(program("tc_drop")).id);
	IS(wasm_bpf_link_detach(link), 0);
	IS(link_info(link).state, 0);
	link = wasm_bpf_program_attach(program("tc_pass"), "lo,ingress,prio=5,handle=2", 0);
	IS(link > 0, 1);

	/* A program of another object, which goes first. */
	other = opened;
	open_and_load();
	IS(wasm_bpf_link_update(link, program("tc_drop")), 0);
	IS(link_info(link).program, program("tc_drop"));
	IS(wasm_bpf_object_close(opened), 0);
	IS(link_info(link).program, 0);
	IS(link_info(link).program_id > 0, 1);
	opened = other;
	IS(wasm_bpf_link_update(link, program("tc_pass")), 0);
	printf("attached\n");
	fflush(stdout);
}

static int attach_untyped(void)
{
	int handle;

	opened = open_object();
	handle = program("untyped");
	IS(wasm_bpf_program_set(handle, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
	IS(wasm_bpf_program_set(handle, WASM_BPF_PROGRAM_SET_TYPE, 6), 0);
	IS(wasm_bpf_program_set(handle, WASM_BPF_PROGRAM_SET_ATTACH_TYPE, 37), 0);
	IS(wasm_bpf_object_load(opened), 0);
	return wasm_bpf_program_attach(handle, "lo,skb", 0);
}

/* What has no section that says how is attached by its type, and rules are about it. */
static void test_untyped(void)
{
	IS(attach_untyped() > 0, 1);
}

static void test_untyped_refused(void)
{
	IS(attach_untyped(), -L_EPERM);
	IS(said("--deny attach=xdp:lo"), 1);
}

/* Is stuck in a call that nothing interrupts, with what the kernel would keep. */
static void test_stuck(void)
{
	open_and_load();
	IS(wasm_bpf_program_attach(program("tc_pass"), "lo,ingress", 0) > 0, 1);
	printf("waiting\n");
	fflush(stdout);
	fopen("/fifos/empty", "r");
}

/* A function of a loaded program is replaced. */
static void test_freplace(void)
{
	int link, target, first, freplace;

	opened = open_object();
	load_only("third_verdict");
	IS(wasm_bpf_object_load(opened), -L_ENOENT);
	IS(said("freplace/pass:verdict"), 1);
	IS(wasm_bpf_object_close(opened), 0);

	opened = open_object();
	IS(wasm_bpf_program_set_target(program("other_verdict"), "pass:verdict"), -L_ENOENT);
	IS(said("PROGRAM:FUNCTION"), 1);
	load_only("pass");
	IS(wasm_bpf_object_load(opened), 0);
	first = opened;
	target = program("pass");
	IS(target > 0, 1);

	opened = open_object();
	freplace = load_only("other_verdict");
	IS(wasm_bpf_program_set_target(freplace, "pass"), -L_EINVAL);
	IS(wasm_bpf_program_set_target(freplace, ":verdict"), -L_EINVAL);
	IS(wasm_bpf_program_set_target(freplace, "pass:"), -L_EINVAL);
	IS(wasm_bpf_program_set_target(freplace, "pass:nosuch") < 0, 1);
	IS(wasm_bpf_program_set_target(freplace, "nosuch:verdict"), -L_ENOENT);
	IS(wasm_bpf_program_set_target(program("pass"), "do_exit"), -L_EOPNOTSUPP);
	IS(wasm_bpf_program_set_target(program("by_tp_btf"), "nosuch") < 0, 1);
	IS(wasm_bpf_program_set_target(freplace, "pass:verdict"), 0);
	if (wasm_bpf_object_load(opened) < 0) {
		wasm_bpf_last_error(text, sizeof(text));
		printf("cannot be tested: %s\n", text);
		return;
	}
	link = wasm_bpf_program_attach(freplace, NULL, 0);
	IS(link > 0, 1);
	IS(wasm_bpf_link_close(link), 0);
	link = wasm_bpf_program_attach(freplace, "pass:verdict", 0);
	IS(link > 0, 1);
	IS(wasm_bpf_program_attach(freplace, "pass:other", 0) < 0, 1);
	IS(wasm_bpf_link_close(link), 0);

	/* Its section names what it replaces. */
	opened = open_object();
	freplace = load_only("third_verdict");
	IS(wasm_bpf_object_load(opened), 0);
	link = wasm_bpf_program_attach(freplace, NULL, 0);
	IS(link > 0, 1);
	IS(wasm_bpf_object_close(first), 0);
	IS(wasm_bpf_link_close(link), 0);
}

/* Bound to another function than its section says. */
static void test_bound(void)
{
	int link;

	opened = open_object();
	IS(wasm_bpf_program_set_target(program("by_tp_btf"), "sys_exit"), 0);
	IS(wasm_bpf_object_load(opened), 0);
	link = wasm_bpf_program_attach(program("by_tp_btf"), "sys_exit", 0);
	IS(link > 0, 1);
	IS(wasm_bpf_link_close(link), 0);
	/* Whether it can have a cookie is libbpf's affair, and said in one way. */
	link = wasm_bpf_program_attach(program("by_tp_btf"), NULL, 7);
	IS(link > 0 || link == -L_EOPNOTSUPP, 1);
	IS(wasm_bpf_program_attach(program("by_tp_btf"), "sched_switch", 0), -L_EOPNOTSUPP);
}

/* The user's target of `by_tp`, and of `by_tp_btf`, wins. */
static void test_given(void)
{
	opened = open_object();
	IS(wasm_bpf_program_set_target(program("by_tp_btf"), "sched_switch"), 0);
	IS(wasm_bpf_object_load(opened), 0);
	check_attaching("by_tp", BY_TP, "nosuch/nosuch", 0);
	check_attaching("by_tp_btf", BY_TP_BTF, "nosuch", 0);
}

/* --- hostile arguments ------------------------------------------------------ */

static void test_pointers(void)
{
	char *end = memory_end();
	char *bad[] = { end, end - 1, end + 1, (char *)-1, (char *)-8, (char *)0x80000000, NULL };
	uint32_t size = (uint32_t)object_size;
	int pass, link;

	open_and_load();
	pass = program("pass");
	link = wasm_bpf_program_attach(program("by_raw_tp"), NULL, 0);
	memset(end - 16, 'x', 16);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *p = bad[i];

		IS(wasm_bpf_object_open(p, size, NULL), -L_EFAULT);
		if (p)
			IS(wasm_bpf_object_open(object_bytes, size, p), -L_EFAULT);
		IS(wasm_bpf_object_log(opened, p, 100), -L_EFAULT);
		IS(wasm_bpf_program_find(opened, p), -L_EFAULT);
		IS(wasm_bpf_program_info(pass, (void *)p, sizeof(struct wasm_bpf_program_info)),
		   -L_EFAULT);
		IS(wasm_bpf_program_text(pass, 1, p, 100), -L_EFAULT);
		if (p)
			IS(wasm_bpf_program_attach(pass, p, 0), -L_EFAULT);
		IS(wasm_bpf_link_info(link, (void *)p, sizeof(struct wasm_bpf_link_info)),
		   -L_EFAULT);
		IS(wasm_bpf_map_initial(found(".data"), p, 100), -L_EFAULT);
	}
	/* Names that do not end in memory, or in what a name may have. */
	memset(text, 'x', sizeof(text));
	IS(wasm_bpf_object_open(object_bytes, size, text), -L_EFAULT);
	IS(wasm_bpf_program_find(opened, text), -L_EFAULT);
	IS(wasm_bpf_program_attach(pass, text, 0), -L_EFAULT);
	IS(wasm_bpf_program_find(opened, end - 16), -L_EFAULT);
	IS(wasm_bpf_object_open(object_bytes, 0xffffffff, NULL), -L_EFAULT);
	IS(wasm_bpf_object_open(object_bytes, 0, NULL), -L_EINVAL);
	IS(wasm_bpf_object_open(object_bytes, 100, NULL), -L_EINVAL);
	IS(wasm_bpf_program_text(pass, 0, text, 10), -L_EINVAL);
	IS(wasm_bpf_program_text(pass, 3, text, 10), -L_EINVAL);
	IS(wasm_bpf_program_info(pass, NULL, 0), sizeof(struct wasm_bpf_program_info));
	IS(wasm_bpf_object_close(opened), 0);
	opened = open_object();
	IS(wasm_bpf_program_set_target(program("by_tp_btf"), NULL), -L_EFAULT);
	IS(wasm_bpf_program_set_target(program("by_tp_btf"), end - 16), -L_EFAULT);
	IS(wasm_bpf_map_set_initial(found(".data"), end, 4) < 0, 1);
	/* A name like no file's. */
	IS(wasm_bpf_object_close(opened), 0);
	opened = wasm_bpf_object_open(object_bytes, size, "../%s%n\n/\"");
	IS(opened > 0, 1);
	IS(wasm_bpf_object_load(opened), 0);
	IS(wasm_bpf_object_close(opened), 0);
	opened = wasm_bpf_object_open(object_bytes, size, "");
	IS(opened > 0, 1);
	IS(wasm_bpf_object_load(opened), 0);
}

static void test_handles(void)
{
	open_and_load();
	for (int i = -5; i < 5000; i++) {
		if (i == opened)
			continue;
		IS(wasm_bpf_object_load(i), -L_EBADF);
		IS(wasm_bpf_object_log(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_object_close(i), -L_EBADF);
		IS(wasm_bpf_program_find(i, "pass"), -L_EBADF);
		IS(wasm_bpf_program_next(i, 0), -L_EBADF);
		IS(wasm_bpf_map_next(i, 0), -L_EBADF);
		/* None of these was asked for. */
		IS(wasm_bpf_program_info(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_program_text(i, 1, NULL, 0), -L_EBADF);
		IS(wasm_bpf_program_set(i, 1, 1), -L_EBADF);
		IS(wasm_bpf_program_set_target(i, "x"), -L_EBADF);
		IS(wasm_bpf_program_attach(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_map_set(i, 1, 1), -L_EBADF);
		IS(wasm_bpf_map_initial(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_map_set_initial(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_link_info(i, NULL, 0), -L_EBADF);
		IS(wasm_bpf_link_detach(i), -L_EBADF);
		IS(wasm_bpf_link_update(i, 1), -L_EBADF);
		IS(wasm_bpf_link_close(i), -L_EBADF);
		if (i)
			IS(wasm_bpf_program_next(opened, i), -L_EBADF);
		if (i)
			IS(wasm_bpf_map_next(opened, i), -L_EBADF);
	}
	IS(said("no such "), 1);
}

/* Objects, links and handles that come and go, none of which stays. */
static void test_cycles(void)
{
	for (int i = 0; i < 200; i++) {
		int link, raw_tp;

		opened = open_object();
		autoload_none();
		raw_tp = program("by_raw_tp");
		if (i % 2) {
			IS(wasm_bpf_program_set(raw_tp, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1), 0);
			IS(wasm_bpf_object_load(opened), 0);
			for (int k = 0; k < 20; k++) {
				link = wasm_bpf_program_attach(raw_tp, NULL, 0);
				IS(link > 0, 1);
				if (k % 3)
					IS(wasm_bpf_link_close(link), 0);
			}
		}
		IS(wasm_bpf_object_close(opened), 0);
	}
	printf("waiting\n");
	fflush(stdout);
	sleep(20);
}

static const struct test tests[] = {
	{ "open", test_open },
	{ "walk", test_walk },
	{ "initial", test_initial },
	{ "map-settings", test_map_settings },
	{ "map-types", test_map_types },
	{ "program-settings", test_program_settings },
	{ "random-settings", test_random_settings },
	{ "log", test_log },
	{ "attach", test_attach },
	{ "net", test_net },
	{ "untyped", test_untyped },
	{ "untyped-refused", test_untyped_refused },
	{ "stuck", test_stuck },
	{ "freplace", test_freplace },
	{ "bound", test_bound },
	{ "given", test_given },
	{ "pointers", test_pointers },
	{ "handles", test_handles },
	{ "cycles", test_cycles },
};

int main(int argc, char **argv)
{
	(void)argc;
	read_object();
	return run_test(tests, sizeof(tests) / sizeof(*tests), argv[1]);
}
