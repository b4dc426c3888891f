/* SPDX-License-Identifier: MIT */
/* How a guest opens object.bpf.o, which comes on stdin, and asks for what is in it. */
#ifndef OPENED_TEST_H
#define OPENED_TEST_H

#include <stdlib.h>
#include <wasm_bpf.h>

#include "check.h"
#include "object.h"

enum { NOT_LOADED = 99 };

static unsigned char object_bytes[1 << 20];
static int object_size, opened;

static inline void read_object(void)
{
	object_size = (int)fread(object_bytes, 1, sizeof(object_bytes), stdin);
}

static inline int open_object(void)
{
	return wasm_bpf_object_open(object_bytes, (uint32_t)object_size, "guest");
}

static inline int program(const char *name)
{
	return wasm_bpf_program_find(opened, name);
}

static inline int found(const char *name)
{
	return wasm_bpf_map_find(opened, name);
}

static inline void open_and_load(void)
{
	opened = open_object();
	IS(opened > 0, 1);
	if (wasm_bpf_object_load(opened) < 0) {
		wasm_bpf_last_error(text, sizeof(text));
		printf("%s\n", text);
		exit(NOT_LOADED);
	}
}

static inline struct wasm_bpf_program_info program_info(int handle)
{
	struct wasm_bpf_program_info info = { 0 };

	IS(wasm_bpf_program_info(handle, &info, sizeof(info)), sizeof(info));
	return info;
}

static inline struct wasm_bpf_map_info map_info(int handle)
{
	struct wasm_bpf_map_info info = { 0 };

	IS(wasm_bpf_map_info(handle, &info, sizeof(info)), sizeof(info));
	return info;
}

static inline struct wasm_bpf_link_info link_info(int handle)
{
	struct wasm_bpf_link_info info = { 0 };

	IS(wasm_bpf_link_info(handle, &info, sizeof(info)), sizeof(info));
	return info;
}

#endif
