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
#include "base/log.h"
#include "base/message.h"
#include "records/mapping.h"

struct cache;
struct pollfd;
struct engine;
struct engine_instance;
struct engine_module;
struct err;
struct ksyms;
struct map;
struct object;
struct policy;
struct pump;
struct usyms;

enum { SESSION_STREAMS = 3 };

/* A target that the user gave for a program: it wins over the guest's. */
struct session_target {
	const char *program;
	const char *target;
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
	/* Which of the guest's standard streams are the process's: bit N for descriptor N. The
	 * others are always ready. */
	unsigned int process_streams;
};

/* What happened to the records of one buffer. It outlives the buffer. */
struct counts {
	struct counts *next;
	char name[64];
	uint64_t polls;
	uint64_t delivered;
	uint64_t cut;   /* delivered, but larger than the guest's buffer */
	uint64_t lost;  /* dropped by the kernel where it tells (perf buffers) */
	uint64_t taken; /* bytes that the guest took from a mapped ring, until it was unmapped */
};

struct session {
	const struct session_options *options;
	struct engine *engine;
	const struct cache *cache;  /* of compiled code */
	struct engine_instance *instance;
	struct engine_module *pump_code;  /* null until the first pump, as are */
	struct pump *pumps;               /* all that were made, in use or not */
	struct handles objects;
	struct handles maps;
	size_t map_count;  /* in the kernel, with a handle or without */
	struct handles programs;
	struct handles links;
	struct handles iters;
	pthread_mutex_t attaching;  /* held while objects, links or lists of attachments change */
	_Atomic uint64_t detaching_since;  /* on the monotonic clock in ns, 0 while nothing is */
	_Atomic uint64_t detached_ns;      /* how long all detaching before took */
	struct map *own_maps;    /* maps without an object, newest first */
	struct object *closing;  /* closed by the guest in a callback of their own */
	struct counts *_Atomic counts;  /* of every buffer that was polled, newest first */
	size_t counts_made;      /* there is an end to them, as they stay */
	struct map *buffers;     /* the maps whose buffer is open, newest first */
	struct mappings mappings;
	unsigned int polling;    /* polls under way, each with an address for records */
	struct ksyms *ksyms;     /* null until they are asked for, as are */
	struct usyms *usyms;
	struct log log;
	uint64_t reasons;        /* that were kept, each in the place of the one before */
	struct buf reason;       /* why the last call that failed did, as text, */
	const char *failed;      /* or where that is empty its name */
	int code;                /* and its errno */
	int stats_fd;            /* has the kernel count run time while it is open, or -1 */
	int wake_fd;             /* an eventfd, readable once interrupted */
	atomic_bool interrupted;
	atomic_bool trapping;    /* the engine ends the guest */
	int streams[SESSION_STREAMS];  /* the process's that the guest's are, or -1 */
	bool told;               /* the guest saw an -EINTR since then */
	int exit_status;         /* that proc_exit asked for */
	_Atomic uint64_t attached_at;  /* the monotonic clock in ns, the last time that was */
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

/* Ends the call that blocks now, and each that would. From any thread. */
void session_interrupt(struct session *session);

/* Ends the guest wherever it is. From any thread. */
void session_trap(struct session *session);

/* Waits until one of `fds` is ready, with `revents` set, or for `timeout` nanoseconds
 * (negative: no limit). The first of them is the session's own: leave it free. How
 * many are ready, or -EINTR where it would have to wait on after an interrupt. */
int session_wait(struct session *session, struct pollfd *fds, size_t count, int64_t timeout);

/* Whether a call that goes on for long shall end with -EINTR: once after an interrupt, and
 * whenever the engine is about to end the guest. */
bool session_take_interrupt(struct session *session);

/* Has the kernel count runs and run time of programs, or no longer: 0, or -errno. */
int session_count_runs(struct session *session, bool on);

/* The user's target for a program of that name, or null. */
struct session_target *session_target(const struct session *session, const char *program);

/* New counts for a buffer of that name, or null. The session owns them. After thousands all
 * others share theirs. */
struct counts *session_count(struct session *session, const char *name);

/* Takes note of maps that will be made, before they are: -EPERM, and no note, where the
 * policy's limit is lower. They count until session_return_maps(). */
int session_reserve_maps(struct session *session, size_t count, struct err *err);
void session_return_maps(struct session *session, size_t count);

/* Gives a map of the guest's own a handle, and keeps it: takes it over even on failure. */
int session_add_map(struct session *session, struct map *map, struct err *err);

/* Frees such a map. */
void session_close_map(struct session *session, struct map *map);

/* Takes a map out of the list of buffers and out of the guest's memory. */
void session_forget(struct session *session, struct map *map);

/* Takes a map out of the guest's memory, if it is there, and counts what was taken from it.
 * 0 or -ENOMEM: it is still there. */
int session_unmap(struct session *session, struct map *map);

/* The process's stream that the guest's descriptor is, or -1. */
int session_stream(const struct session *session, uint64_t fd);

/* Whether the guest has these three, and no other descriptors. */
bool session_has_streams_only(const struct session *session);

/* Keeps why the call `name` failed with -`code`: what `err` says, or where that says
 * nothing or is null what the number means. */
void session_keep_reason(struct session *session, const char *name, int code,
			 const struct err *err);

/* Prints why a call of the guest failed, with what libbpf said, and keeps it. */
void session_report(struct session *session, const struct err *err);

#endif
