/* SPDX-License-Identifier: MIT */
/* An object that is observed: what it is made of, what is shown of it, and where. */
#ifndef OBSERVE_OBSERVATION_H
#define OBSERVE_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bindings/input.h"
#include "columns/lookup.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "observe/lookup.h"
#include "observe/map.h"
#include "observe/observe.h"
#include "observe/sinks.h"
#include "streams/sink.h"
#include "streams/view.h"
#include "types/record_type.h"

struct bpf_program;
struct err;
struct guest;
struct object;
struct printk;
struct records;
struct session;

enum {
	OBSERVATION_BUFFERS_MAX = 64,
	OBSERVATION_RECORD_MAX = 64 << 10,
};

enum reader_source { READER_BUFFER, READER_ITERATOR, READER_PRINTK };

/* A stream of records, and where they come from. */
struct reader {
	char *name;
	enum reader_source source;
	struct view view;
	struct records *records;  /* of a buffer */
	size_t typed;             /* which of the guest's buffers it is, if there is a guest */
	const char *programs; /* the iterators that write them (types/gadget.h); null: all */
};

struct observation {
	const struct observe_options *options;
	struct buf file;
	struct elf elf;
	struct input types;  /* of records, in another file */
	struct record_types record_types;
	const char *name;
	struct session *session;
	struct object *object;
	struct sink sinks[OBSERVE_SINKS_MAX]; /* a chain: the first is always there */
	struct observe_source source;
	struct lookup lookup;
	struct view_options view;  /* the options', and --container */
	struct buf filter;         /* of that */
	bool filters_containers;   /* the object's programs do it */
	uint64_t next_refresh;     /* clock_now() when containers are looked for again */
	struct reader readers[OBSERVATION_BUFFERS_MAX];
	size_t reader_count;
	struct observe_map maps[OBSERVE_GIVEN_MAX];
	size_t map_count;
	uint64_t shown;
	uint64_t next_show;  /* clock_now() when what is kept is shown again; 0: never */
	struct printk *printk;
	void *room; /* for the record that is shown */
	const struct wasm_bpf_config *config;
	const struct wasm_bpf_module *guest; /* a typed one, which gets the records; or null */
	struct guest *running;               /* the same while it runs */
	bool is_loaded;
	bool has_iterators;
	bool is_attached;    /* something can still happen */
};

/* Decides, before the load, what of the object is shown and how: all of its buffers, unless maps
 * are asked for and no record is. Or what is wrong with an option. */
int observation_plan(struct observation *o, struct err *err);

/* Adds a stream, whose source its caller sets. Null, with the error, if there are too many, or the
 * options do not fit its columns. The columns become the stream's. */
struct reader *observation_add(struct observation *o, const char *name, struct columns *columns,
			       struct err *err);

/* Decides which programs are loaded: not those that the user does without, and of two that are for
 * the same event only one. */
int observation_choose(struct observation *o, struct err *err);

/* Attaches what sections and the user name. Tells which programs it did not attach. */
int observation_attach(struct observation *o, struct err *err);

/* Maps to whose size a program of its own would come get one: what the constant
 * MAP_max_entries says, or a usual one. */
int observation_size_maps(struct observation *o, struct err *err);

/* Loads the object and opens its buffers, unless that was done. */
int observation_load(struct observation *o, struct err *err);

/* Shows all until there is an end. */
int observation_show(struct observation *o, struct err *err);

/* Hands all numbers over to the exporter. */
int observation_measure(struct observation *o, struct err *err);

/* Gives a record to a stream. */
void observation_take(struct observation *o, struct reader *reader, const void *data, size_t size);

/* Whether all was shown that was asked for, or can be. */
bool observation_is_enough(const struct observation *o);

/* Whether the program is an iterator with what it iterates over. */
bool observation_is_iterator(const struct bpf_program *prog);

/* Runs all iterators once. What they write is text, or records if that is said. */
int observation_iterate(struct observation *o, struct err *err);

#endif
