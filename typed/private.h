/* SPDX-License-Identifier: MIT */
/* What the files of this room share. Nobody else includes it. */
#ifndef TYPED_PRIVATE_H
#define TYPED_PRIVATE_H

#include "bindings/plan.h"
#include "engine/component.h"
#include "lib/err.h"
#include "typed/typed.h"
#include "values/flat.h"
#include "values/shape.h"
#include "values/world.h"

struct typed_buffer {
	const struct world_buffer *from;
	struct wit_func type;
	struct component_list *list;
	struct flat flat;
};

/* One function that the guest imports. */
struct typed_func {
	struct typed_func *next;
	struct typed *typed;
	const struct world_map *map;     /* or null */
	const struct world_param *param; /* or null */
	const struct world_stream *stream; /* or null */
	const struct host_row *host;     /* or null */
	struct emission *emission;       /* of the stream, once it is open */
	struct flat key, value;          /* of these */
	char *room; /* for an entry of the map: two keys and a value; or null */
};

struct typed {
	struct typed_host host;
	struct object *object;
	struct world world;
	struct plan plan;
	struct shape shape;
	bool has_plan;
	uint32_t cpus; /* possible ones */
	struct component *component;
	struct typed_buffer *buffers;
	size_t buffer_count;
	struct typed_func *funcs;
	struct typed_end end;
	char refusal[512]; /* the last error that it was given */
	uint64_t short_records;
	void *room; /* for a record that is too short; as large as the largest */
};

/* Finds what the guest imports: typed_host of component.h. */
int typed_import(void *context, const char *interface, const char *name,
		 const struct wit_func *type, struct component_import *ret_import, struct err *err);

/* The same of the interface of a map. */
int typed_map_import(struct typed *typed, const struct world_map *map, const char *name,
		     const struct wit_func *type, struct component_import *ret_import,
		     struct err *err);

/* The same of the interface of streams. */
int typed_stream_import(struct typed *typed, const char *name, const struct wit_func *type,
			struct component_import *ret_import, struct err *err);

/* A function of the typed guest's, which frees it. Null if there is no memory. */
struct typed_func *typed_func_new(struct typed *typed, struct err *err);

/* Whether the type is `result<OK, string>`. `ret_ok` may be null: there is nothing but that it went
 * well. */
bool typed_is_result(const struct wit_type *type, const struct wit_type **ret_ok);

/* What a call gives at most, in component_parts(). */
enum { TYPED_PARTS_MAX = 4 << 20 };

/* Gives a result: that it went well, or that it did not, for this reason, which is kept, or because
 * there is too much. 0 or -ENOMEM. */
int typed_answer(const struct typed_func *func, const struct component_call *call, int ret,
		 const struct err *reason);

/* Keeps the last reason that the guest was given (typed_refusal()). */
void typed_keep_refusal(struct typed *typed, const char *reason);

/* Writes a text, as a guest may have it, at a place of a call's buffer. */
bool typed_write_text(struct buf *values, size_t at, const char *text);

/* The next frame of a batch, and moves on; or null. */
const struct wasm_bpf_frame *typed_next_frame(const char **at, const char *end);

/* Writes a value of C into a call's buffer. */
bool typed_write(const struct flat *flat, const void *from, struct buf *values, size_t at);

#endif
