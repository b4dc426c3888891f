// SPDX-License-Identifier: MIT
#include "recording/wasi.h"

#include <string.h>

#include "engine/engine.h"
#include "recording/spans.h"
#include "tape/rules.h"

/* More of them than a recording has spans, so that it says so. */
enum { PARTS_MAX = 1024 };

_Static_assert(PARTS_MAX > (int)SPANS_MAX, "a list that is cut is noticed");

struct part {
	uint32_t pointer;
	uint32_t size;
};

/* WASI preview1, wasi_snapshot_preview1.witx. */
static const struct wasi_function functions[] = {
	{ "fd_advise", "iIIi:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_allocate", "iII:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_close", "i:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_datasync", "i:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_fdstat_get", "ip:i", { { WASI_OUT_FIXED, 1, 24 } } },
	{ "fd_fdstat_set_flags", "ii:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_fdstat_set_rights", "iII:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_filestat_get", "ip:i", { { WASI_OUT_FIXED, 1, 64 } } },
	{ "fd_filestat_set_size", "iI:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_filestat_set_times", "iIIi:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_pread", "ipiIp:i", { { WASI_OUT_PARTS, 1, 2 }, { WASI_OUT_FIXED, 4, 4 } } },
	{ "fd_prestat_get", "ip:i", { { WASI_OUT_FIXED, 1, 8 } } },
	{ "fd_prestat_dir_name", "ipi:i", { { WASI_OUT, 1, 2 } } },
	{ "fd_pwrite", "ipiIp:i", { { WASI_IN_PARTS, 1, 2 }, { WASI_OUT_FIXED, 4, 4 } } },
	{ "fd_read", "ipip:i", { { WASI_OUT_PARTS, 1, 2 }, { WASI_OUT_FIXED, 3, 4 } } },
	{ "fd_readdir", "ipiIp:i", { { WASI_OUT, 1, 2 }, { WASI_OUT_FIXED, 4, 4 } } },
	{ "fd_renumber", "ii:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_seek", "iIip:i", { { WASI_OUT_FIXED, 3, 8 } } },
	{ "fd_sync", "i:i", { { WASI_NONE, 0, 0 } } },
	{ "fd_tell", "ip:i", { { WASI_OUT_FIXED, 1, 8 } } },
	{ "fd_write", "ipip:i", { { WASI_IN_PARTS, 1, 2 }, { WASI_OUT_FIXED, 3, 4 } } },
	{ "path_create_directory", "ipi:i", { { WASI_IN, 1, 2 } } },
	{ "path_filestat_get", "iipip:i", { { WASI_IN, 2, 3 }, { WASI_OUT_FIXED, 4, 64 } } },
	{ "path_filestat_set_times", "iipiIIi:i", { { WASI_IN, 2, 3 } } },
	{ "path_link", "iipiipi:i", { { WASI_IN, 2, 3 }, { WASI_IN, 5, 6 } } },
	{ "path_open", "iipiiIIip:i", { { WASI_IN, 2, 3 }, { WASI_OUT_FIXED, 8, 4 } } },
	{ "path_readlink",
	  "ipipip:i",
	  { { WASI_IN, 1, 2 }, { WASI_OUT, 3, 4 }, { WASI_OUT_FIXED, 5, 4 } } },
	{ "path_remove_directory", "ipi:i", { { WASI_IN, 1, 2 } } },
	{ "path_rename", "ipiipi:i", { { WASI_IN, 1, 2 }, { WASI_IN, 4, 5 } } },
	{ "path_symlink", "piipi:i", { { WASI_IN, 0, 1 }, { WASI_IN, 3, 4 } } },
	{ "path_unlink_file", "ipi:i", { { WASI_IN, 1, 2 } } },
	{ "proc_raise", "i:i", { { WASI_NONE, 0, 0 } } },
	{ "random_get", "pi:i", { { WASI_OUT, 0, 1 } } },
	{ "sched_yield", ":i", { { WASI_NONE, 0, 0 } } },
	{ "sock_accept", "iip:i", { { WASI_OUT_FIXED, 2, 4 } } },
	{ "sock_recv",
	  "ipiipp:i",
	  { { WASI_OUT_PARTS, 1, 2 }, { WASI_OUT_FIXED, 4, 4 }, { WASI_OUT_FIXED, 5, 2 } } },
	{ "sock_send", "ipiip:i", { { WASI_IN_PARTS, 1, 2 }, { WASI_OUT_FIXED, 4, 4 } } },
	{ "sock_shutdown", "ii:i", { { WASI_NONE, 0, 0 } } },
};

const struct wasi_function *wasi_function_find(const char *module, const char *name)
{
	if (strcmp(module, wasi_module) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}

static bool is_there(const struct session *session, uint64_t pointer, uint64_t size)
{
	size_t memory;

	engine_memory(session->instance, &memory);
	return pointer <= memory && size <= memory - pointer;
}

static bool get_part(const struct session *session, uint64_t pointer, uint32_t number,
		     struct part *ret)
{
	const uint64_t at = pointer + number * sizeof(struct part);
	size_t size;

	if (!is_there(session, at, sizeof(*ret)))
		return false;
	memcpy(ret, engine_memory(session->instance, &size) + at, sizeof(*ret));
	return is_there(session, ret->pointer, ret->size);
}

static void take(const struct session *session, uint64_t pointer, uint64_t size, bool writes,
		 const struct span_taker *spans)
{
	if (is_there(session, pointer, size))
		spans->take(spans->context, pointer, size, writes);
}

static void take_parts(const struct session *session, uint64_t pointer, uint32_t count, bool writes,
		       const struct span_taker *spans)
{
	struct part part;

	if (!is_there(session, pointer, count * sizeof(part)))
		return;
	spans->take(spans->context, pointer, count * sizeof(part), false);
	for (uint32_t i = 0; i < count && i < PARTS_MAX && get_part(session, pointer, i, &part);
	     i++)
		spans->take(spans->context, part.pointer, part.size, writes);
}

void wasi_function_spans(const struct wasi_function *function, const struct session *session,
			 const uint64_t *args, const struct span_taker *spans)
{
	for (const struct wasi_span *i = function->spans; i < function->spans + WASI_SPANS_MAX;
	     i++) {
		const uint64_t at = (uint32_t)args[i->argument];

		switch (i->kind) {
		case WASI_NONE:
			break;
		case WASI_IN:
		case WASI_OUT:
			take(session, at, (uint32_t)args[i->size], i->kind == WASI_OUT, spans);
			break;
		case WASI_OUT_FIXED:
			take(session, at, i->size, true, spans);
			break;
		case WASI_IN_PARTS:
		case WASI_OUT_PARTS:
			take_parts(session, at, (uint32_t)args[i->size], i->kind == WASI_OUT_PARTS,
				   spans);
		}
	}
}

void wasi_parts(const struct session *session, uint64_t pointer, uint32_t count, uint64_t max,
		void (*take_part)(void *context, const void *bytes, size_t size), void *context)
{
	struct part part;
	size_t size;

	for (uint32_t i = 0; i < count && max && get_part(session, pointer, i, &part); i++) {
		const uint64_t some = part.size < max ? part.size : max;

		take_part(context, engine_memory(session->instance, &size) + part.pointer, some);
		max -= some;
	}
}
