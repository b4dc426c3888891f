/* SPDX-License-Identifier: MIT */
/* An object that is observed: what it is made of, what is shown of it, and where. */
#ifndef WASM_BPF_OBSERVATION_H
#define WASM_BPF_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bindings/input.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "streams/group.h"
#include "streams/hist.h"
#include "streams/sink.h"
#include "streams/stream.h"
#include "wasm-bpf/observe.h"
#include "wasm-bpf/observe_map.h"

struct err;
struct object;
struct records;
struct session;

enum { OBSERVATION_BUFFERS_MAX = 64, OBSERVATION_RECORD_MAX = 64 << 10 };

struct reader {
	struct stream stream;
	struct records *records;
	struct group group;  /* for --by */
	struct hist hist;    /* for --hist */
};

struct observation {
	const struct observe_options *options;
	struct buf file;
	struct elf elf;
	struct input types;  /* of records, in another file */
	const char *name;
	struct session *session;
	struct object *object;
	struct sink sink;
	struct reader readers[OBSERVATION_BUFFERS_MAX];
	size_t reader_count;
	struct observe_map maps[OBSERVE_GIVEN_MAX];
	size_t map_count;
	uint64_t shown;
	uint64_t next_show;  /* clock_now() when what is kept is shown again; 0: never */
	bool has_iterators;
	bool is_attached;    /* something can still happen */
};

/* Decides, before the load, what of the object is shown and how: all of its buffers, unless maps
 * are asked for and no record is. -EINVAL if there is nothing to show; or what is wrong with an
 * option. */
int observation_plan(struct observation *o, struct err *err);

#endif
