// SPDX-License-Identifier: MIT
/*
 * Loads one program of kinds.bpf.c and attaches it:
 *
 *	guest PROGRAM [TARGET]
 *
 * It prints "ready" once the program is attached, and then, for up to eight seconds, waits
 * until the program has seen something: "seen VALUE". Status 2: it could not be loaded; 3:
 * not attached; 4: it saw nothing. The object is stdin.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

static char bytes[1 << 18], reason[8192];
static uint32_t size;

static void fail(const char *what, int ret, int status)
{
	wasm_bpf_last_error(reason, sizeof(reason));
	printf("%s: %d: %s\n", what, ret, reason);
	exit(status);
}

/* Loads that program alone, bound to a target if one is given. */
static int load(const char *name, const char *bound, int *ret_program)
{
	int object = wasm_bpf_object_open(bytes, size, "kinds"), ret = object;

	if (object < 0)
		fail("open", ret, 2);
	if (!strcmp(name, "struct_ops")) {
		ret = wasm_bpf_map_set(wasm_bpf_map_find(object, name), WASM_BPF_MAP_SET_AUTOCREATE,
				       1);
	} else {
		*ret_program = wasm_bpf_program_find(object, name);
		ret = wasm_bpf_program_set(*ret_program, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1);
	}
	if (!ret && bound)
		ret = wasm_bpf_program_set_target(*ret_program, bound);
	return ret < 0 ? ret : object;
}

static int attach_one(int program, const char *target)
{
	int link = wasm_bpf_program_attach(program, target, 0);

	if (link < 0)
		fail("attach", link, 3);
	return link;
}

static int load_all(int object)
{
	int ret = wasm_bpf_object_load(object);

	if (ret < 0)
		fail("load", ret, 2);
	return object;
}

/* What the program needs around it: a program to replace a part of, or one that fills its map. */
static void attach_help(const char *name)
{
	int program;

	if (strcmp(name, "freplace") != 0)
		return;
	load_all(load("host", NULL, &program));
	attach_one(program, NULL);
}

static void read_iterator(int link)
{
	char text[4096];
	int iter = wasm_bpf_iter_open(link), ret;

	if (iter < 0)
		fail("iterate", iter, 3);
	while ((ret = wasm_bpf_iter_read(iter, text, sizeof(text))) > 0)
		;
	wasm_bpf_iter_close(iter);
}

int main(int argc, char **argv)
{
	const char *name = argv[1], *target = argc > 2 ? argv[2] : NULL;
	const char *cgroup = getenv("CGROUP");
	const struct timespec while_waiting = { .tv_nsec = 20000000 };
	int object, program = 0, filler = 0, map, link, key = 0;
	struct {
		uint64_t hits;
		int64_t value;
	} seen = { 0, 0 };

	setvbuf(stdout, NULL, _IONBF, 0);
	size = (uint32_t)fread(bytes, 1, sizeof(bytes), stdin);
	attach_help(name);
	object = load(name, !strcmp(name, "freplace") ? "host:replaced" : NULL, &program);
	if (object < 0)
		fail("set", object, 2);
	if (cgroup) {
		filler = wasm_bpf_program_find(object, "fill");
		wasm_bpf_program_set(filler, WASM_BPF_PROGRAM_SET_AUTOLOAD, 1);
	}
	load_all(object);
	if (cgroup)
		attach_one(filler, cgroup);
	link = program ? attach_one(program, target)
		       : wasm_bpf_map_attach(wasm_bpf_map_find(object, name));
	if (link < 0)
		fail("attach", link, 3);
	puts("ready");
	map = wasm_bpf_map_find(object, ".bss");
	if (map < 0)
		fail("map", map, 5);
	for (int i = 0; i < 400; i++) {
		if (!strcmp(name, "iter"))
			read_iterator(link);
		wasm_bpf_map_operate(map, 1, &key, &seen, NULL, 0);
		if (seen.hits) {
			printf("seen %lld\n", (long long)seen.value);
			return 0;
		}
		nanosleep(&while_waiting, NULL);
	}
	return 4;
}
