/* SPDX-License-Identifier: MIT */
/* How a guest opens object.bpf.o, which comes on stdin, and asks for what is in it. */
#ifndef OPENED_TEST_H
#define OPENED_TEST_H

#include <stdlib.h>
#include <wasi/api.h>
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

/* Makes the runtime call ppoll(2) for as many nanoseconds as nobody else does, which the map
 * `token` says. */
static inline void trigger(int token_map)
{
	__wasi_subscription_t sleep = { .u.tag = __WASI_EVENTTYPE_CLOCK };
	__wasi_event_t event;
	uint32_t zero = 0, token;
	__wasi_size_t n;

	arc4random_buf(&token, sizeof(token));
	token = 1000000 + token % 1000000;
	IS(wasm_bpf_map_operate(token_map, WASM_BPF_MAP_UPDATE, &zero, &token, NULL, 0), 0);
	sleep.u.u.clock.timeout = token;
	IS(__wasi_poll_oneoff(&sleep, &event, 1, &n), 0);
}

#endif
