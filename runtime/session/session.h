/* SPDX-License-Identifier: MIT */
/*
 * One run of a guest as the host sees it: what the guest loaded, attached and
 * opened. The session owns all of it. session_leave() is the one place that frees
 * it, however the guest ended.
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
#include "session/emission.h"
#include "session/usage.h"

struct buf;
struct cache;
struct engine;
struct engine_instance;
struct err;
struct given_btf;
struct handover;
struct ksyms;
struct map;
struct object;
struct policy;
struct usyms;
struct containers;

enum { SESSION_STREAMS = 3 };

/* A target that the user gave for a program. It overrides the guest's. */
struct session_target {
	const char *program;
	const char *target;
	bool known;  /* an object has such a program */
	bool used;   /* the program was attached to it */
};

/* Who wants to know that a guest comes along: see wasm_bpf_config_waits(). */
struct pulse_taker {
	void (*take)(void *context, const struct wasm_bpf_progress *progress); /* or null */
	void *context;
	uint64_t interval; /* ns */
};

/* Learns which bytes of the guest's memory a host function reads or writes, of a run that is
 * recorded. */
struct span_taker {
	void (*take)(void *context, uint64_t pointer, uint64_t size, bool writes);
	void *context;
};

/* Memory in place of a guest's, for the functions that it can import: a caller that has no guest
 * with a memory of one address sets it for the time of a call. Null: it is the guest's. */
struct lent_memory {
	uint8_t *data;
	size_t size;
};

struct session_options {
	const struct engine_dir *dirs;  /* the guest's descriptors from 3 on */
	size_t dir_count;
	struct session_target *targets;
	size_t target_count;
	const struct policy *policy;  /* what the guest may do; null: no rules */
	const struct given_btf *btf;  /* in place of the kernel's; or null */
	const struct buf *slices;     /* of BTF, that the guest carries; or null */
	const char *token_path;       /* of a BPF file system that delegates; null: no token */
	const char *name;             /* of BPF objects without a name of their own */
	const char *wrapper_module;   /* the module of the poll that calls an export */
	const char *callback_export;  /* the export that this poll calls */
	struct message_sink messages;
	struct emission_taker records;
	struct pulse_taker pulse;
	struct handover *handover; /* from the run before, to the next one; or null */
	struct wake_rule wake;        /* when a guest that waits for records is woken */
	bool verbose;
	bool counts_runs;  /* the kernel counts the runs of programs */
	/* Which of the guest's standard streams are the process's: bit N is descriptor N. The
	 * others are always ready. */
	unsigned int process_streams;
	bool ends_at_pipe;  /* a write to a pipe that nobody reads ends the run */
	bool raw_output;  /* a terminal gets all bytes that the guest writes */
	bool is_recorded; /* the guest gets nothing but by host functions */
};

struct session {
	const struct session_options *options;
	struct engine *engine;
	const struct cache *cache;  /* of compiled code */
	struct engine_instance *instance;
	struct interrupt interrupt;
	struct span_taker spans; /* or null */
	struct lent_memory lent;
	int token_fd;            /* what was delegated to it; or -1 */
	struct log log;
	struct reason reason;    /* why the last failed call failed */
	struct handles objects;
	struct handles maps;
	size_t map_count;        /* maps in the kernel: with a handle, without, and kept ones */
	struct kept kept;        /* maps that only another map keeps */
	struct handles programs;
	struct handles links;
	struct handles iters;
	struct handles emissions; /* streams of records */
	size_t emission_count;
	uint64_t pulse_at; /* when the taker of pulses was called last; or 0 */
	uint64_t entered_at; /* clock_now() */
	unsigned int loads; /* objects that were loaded, if there is a handover */
	bool has_settled; /* what was not taken over of the handover was dropped */
	bool is_done; /* the guest ended by itself, and well */
	bool has_pulsed_attached; /* it knows that something is attached */
	bool has_emitted; /* since the taker was told that the guest waits */
	size_t object_memory;    /* bytes of the host that the objects take */
	struct map *own_maps;    /* maps without an object, newest first */
	struct link *own_links; /* links without an object: opened by a pin */
	struct object *closing;  /* objects that the guest closed in a callback of their own */
	struct buffers buffers;
	struct usage_list usage;
	struct ksyms *ksyms;     /* null until they are needed */
	struct usyms *usyms;     /* null until they are needed */
	struct containers *containers; /* the same */
	pthread_mutex_t attaching;  /* held while objects, links or lists of attachments change */
	_Atomic uint64_t detaching_since;  /* monotonic clock, ns; 0: nothing is being detached */
	_Atomic uint64_t detached_ns;      /* how long all earlier detaching took */
	_Atomic uint64_t attached_at;      /* when the last program was attached; same clock */
	int stats_fd;            /* while it is open, the kernel counts run time; or -1 */
	int streams[SESSION_STREAMS];  /* the process's stream behind each of the guest's, or -1 */
	/* Which of the process's streams are terminals, to which not all bytes may pass. */
	bool is_filtered[SESSION_STREAMS];
	struct terminal terminals[SESSION_STREAMS];  /* the filters' states */
	bool reader_gone;        /* nobody reads a stream of the guest: that ended the run */
	int exit_status;         /* given by proc_exit, or by a host function */
};

/* `options`, `engine` and `cache` must live as long as the session. */
int session_init(struct session *session, const struct session_options *options,
		 struct engine *engine, const struct cache *cache, struct err *err);

/* Begins the run, on this thread. */
void session_enter(struct session *session);

/* Ends the run, before the instance is freed: detaches everything, and frees objects and maps.
 * The counts stay until session_release(). */
void session_leave(struct session *session);

void session_release(struct session *session);

/* Call them before and after attachments are freed: they hold `attaching`, and measure the
 * time. */
void session_begin_detaching(struct session *session);
void session_end_detaching(struct session *session);

/* How many ns the kernel has taken so far to detach what the guest attached. It waits for all
 * CPUs: a tenth of a second for a tracepoint on some machines. From any thread. */
uint64_t session_detach_time(const struct session *session);

/* Detaches what the kernel would keep after the process. Another thread calls it when this one
 * is stuck and the process may end. If it returns true, nothing is attached until
 * session_resume(). */
bool session_abandon(struct session *session);
void session_resume(struct session *session);

/* Ends the guest wherever it is. From any thread. */
void session_trap(struct session *session);

/* Makes the kernel count runs and run time of programs, or stops that. 0 or -errno. */
int session_count_runs(struct session *session, bool on);

/* Counts maps before they are created. -EPERM, and counts nothing, if there would be more than
 * the policy's limit. They count until session_return_maps(). */
int session_reserve_maps(struct session *session, size_t count, struct err *err);
void session_return_maps(struct session *session, size_t count);

/* Call it before a map is freed. Returns whether another map may keep it; then it still
 * counts. */
bool session_keep_map(struct session *session, const struct map *map);

/* Gives a map of the guest's own a handle. The session takes it over, even on failure. */
int session_add_map(struct session *session, struct map *map, struct err *err);

/* Frees a map of the guest's own. */
void session_close_map(struct session *session, struct map *map);

/* The process's stream behind a descriptor of the guest, or -1. */
int session_stream(const struct session *session, uint64_t fd);

/* Whether the guest has the process's three streams, and no other descriptors. */
bool session_has_streams_only(const struct session *session);

/* Tells which buffers lost records, or had some cut: a user must know that without asking. */
void session_tell_losses(const struct session *session);

/* Prints and keeps why a call of the guest failed, with what libbpf said. */
void session_report(struct session *session, const struct err *err);

#endif
