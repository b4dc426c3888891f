// SPDX-License-Identifier: MIT
#include "tape/rules.h"

#include <stddef.h>
#include <string.h>

const char wasi_module[] = "wasi_snapshot_preview1";

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

bool rules_pass(const char *module, const char *name)
{
	static const char *const names[] = { "args_get",          "args_sizes_get", "environ_get",
					     "environ_sizes_get", "proc_exit",      NULL };

	return strcmp(module, wasi_module) == 0 && is_one_of(name, names);
}

bool rules_wait(const char *name)
{
	static const char *const names[] = {
		"buffers_wait", "wasm_bpf_buffer_poll", "poll_oneoff", "fd_read",
		"buffer_read",  "sched_yield",          NULL
	};

	return is_one_of(name, names);
}

struct exception {
	const char *name;
	unsigned int argument;
	bool is_ignored;  /* the argument itself, not only its bytes */
};

static const struct exception exceptions[] = {
	{ "wasm_load_bpf_object", 0, false },
	{ "wasm_load_bpf_object", 1, true },
	{ "object_open", 0, false },
	{ "object_open", 1, true },
	{ "object_open", 2, false },
	{ "stream_open", 1, false },
	{ "stream_open", 2, true },
	{ "wasm_bpf_buffer_poll", 2, true },
	{ "map_mmap", 1, false },
	{ "poll_oneoff", 0, false },
};

static const struct exception *find(const char *name, unsigned int argument)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (exceptions[i].argument == argument && strcmp(exceptions[i].name, name) == 0)
			return &exceptions[i];
	return NULL;
}

bool rules_ignore_argument(const char *name, unsigned int argument)
{
	const struct exception *exception = find(name, argument);

	return exception && exception->is_ignored;
}

bool rules_ignore_bytes(const char *name, unsigned int argument)
{
	return find(name, argument);
}

void rules_move_stream(struct rules_streams *streams, const char *name, const uint64_t *args)
{
	if (strcmp(name, "fd_close") == 0 && args[0] < 3)
		streams->fds[args[0]] = -1;
	if (strcmp(name, "fd_renumber") != 0)
		return;
	if (args[1] < 3)
		streams->fds[args[1]] = args[0] < 3 ? streams->fds[args[0]] : -1;
	if (args[0] < 3)
		streams->fds[args[0]] = -1;
}

unsigned int rules_output(const struct rules_streams *streams, uint64_t fd)
{
	return fd < 3 && streams->fds[fd] > 0 ? (unsigned int)streams->fds[fd] : 0;
}
