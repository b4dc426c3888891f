/* SPDX-License-Identifier: MIT */
/*
 * One run of a guest as the host sees it: what the guest loaded, attached and
 * opened. It owns all of it, and session_leave() is the one way by which it goes,
 * however the guest ended.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/handles.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/message.h"
#include "base/reason.h"
#include "lib/terminal.h"
#include "records/records.h"
#include "session/kept.h"
#include "session/usage.h"

struct cache;
struct engine;
struct engine_instance;
struct err;
struct ksyms;
struct map;
struct object;
struct policy;
struct usyms;

enum { SESSION_STREAMS = 3 };

/* A target that the user gave for a program: it wins over the guest's. */
struct session_target {
	const char *program;
	const char *target;
	bool known;  /* an object has such a program */
	bool used;
};

struct session_options {
	const struct engine_dir *dirs;  /* the guest's descriptors from 3 on */
	size_t dir_count;
	struct session_target *targets;
	size_t target_count;
	const struct policy *policy;  /* what the guest may do; null: no rules */
	const char *name;             /* for BPF objects without a name of their own */
	const char *wrapper_module;   /* whose wasm_bpf_buffer_poll calls an export, */
	const char *callback_export;  /* namely this one */
	struct message_sink messages;
	bool verbose;
	bool counts_runs;  /* the kernel does, of programs */
	/* Which of the guest's standard streams are the process's: bit N for descriptor N. The
	 * others are always ready. */
	unsigned int process_streams;
	bool ends_at_pipe;  /* a write to a pipe that nobody reads ends the run */
	bool raw_output;  /* what the guest writes goes to a terminal as it is */
};

struct session {
	const struct session_options *options;
	struct engine *engine;
	const struct cache *cache;  /* of compiled code */
	struct engine_instance *instance;
	struct interrupt interrupt;
	struct log log;
	struct reason reason;    /* why the last call that failed did */
	struct handles objects;
	struct handles maps;
	size_t map_count;        /* in the kernel, with a handle or without: kept ones, too */
	struct kept kept;
	struct handles programs;
	struct handles links;
	struct handles iters;
	size_t object_memory;    /* bytes of the host that the objects take */
	struct map *own_maps;    /* maps without an object, newest first */
	struct object *closing;  /* closed by the guest in a callback of their own */
	struct buffers buffers;
	struct usage_list usage;
	struct ksyms *ksyms;     /* null until they are asked for */
	struct usyms *usyms;     /* null until they are asked for */
	pthread_mutex_t attaching;  /* held while objects, links or lists of attachments change */
	_Atomic uint64_t detaching_since;  /* on the monotonic clock in ns, 0 while nothing is */
	_Atomic uint64_t detached_ns;      /* how long all detaching before took */
	_Atomic uint64_t attached_at;      /* the monotonic clock in ns, the last time that was */
	int stats_fd;            /* has the kernel count run time while it is open, or -1 */
	int streams[SESSION_STREAMS];  /* the process's that the guest's are, or -1 */
	/* Of the process's streams those to a terminal that only some bytes may pass to. */
	bool is_filtered[SESSION_STREAMS];
	struct terminal terminals[SESSION_STREAMS];
	bool reader_gone;        /* of a stream of the guest's: that ended it */
	int exit_status;         /* that proc_exit asked for, or a host function */
};

/* `options`, `engine` and `cache` are used for as long as the session lives. */
int session_init(struct session *session, const struct session_options *options,
		 struct engine *engine, const struct cache *cache, struct err *err);

/* Begins the run, on this thread; ends it, before the instance goes: objects, maps and what was
 * attached. Its counts stay. */
void session_enter(struct session *session);
void session_leave(struct session *session);

void session_release(struct session *session);

/* Between these two attachments are freed: `attaching` is held, and the time counts. */
void session_begin_detaching(struct session *session);
void session_end_detaching(struct session *session);

/* How many ns the kernel took until now to detach what the guest attached: it waits for all
 * CPUs, a tenth of a second for a tracepoint on some machines. From any thread. */
uint64_t session_detach_time(const struct session *session);

/* From another thread, when this one is stuck and the process perhaps about to end: undoes
 * what the kernel would keep. Where it could, nothing is attached until session_resume(). */
bool session_abandon(struct session *session);
void session_resume(struct session *session);

/* Ends the guest wherever it is. From any thread. */
void session_trap(struct session *session);

/* Has the kernel count runs and run time of programs, or no longer: 0, or -errno. */
int session_count_runs(struct session *session, bool on);

/* Takes note of maps that will be made, before they are: -EPERM, and no note, where the
 * policy's limit is lower. They count until session_return_maps(). */
int session_reserve_maps(struct session *session, size_t count, struct err *err);
void session_return_maps(struct session *session, size_t count);

/* Before a map is freed: notes it where another map may keep it. Whether one may. */
bool session_keep_map(struct session *session, const struct map *map);

/* Gives a map of the guest's own a handle, and keeps it: takes it over even on failure. */
int session_add_map(struct session *session, struct map *map, struct err *err);

/* Frees such a map. */
void session_close_map(struct session *session, struct map *map);

/* The process's stream that the guest's descriptor is, or -1. */
int session_stream(const struct session *session, uint64_t fd);

/* Whether the guest has these three, and no other descriptors. */
bool session_has_streams_only(const struct session *session);

/* Prints why a call of the guest failed, with what libbpf said, and keeps it. */
void session_report(struct session *session, const struct err *err);

#endif
