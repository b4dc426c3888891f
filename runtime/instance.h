/* SPDX-License-Identifier: MIT */
/* One run of a module: a session, an instance of the engine, and what the watch knows. */
#ifndef RUNTIME_INSTANCE_H
#define RUNTIME_INSTANCE_H

#include <pthread.h>
#include <stdatomic.h>

#include "imports/process_stream.h"
#include "runtime/config.h"
#include "runtime/runtime.h"

/* A function of the config, bound to this instance. */
struct bound {
	struct engine_import import;
	struct wasm_bpf_instance *instance;
	const struct function *function;
};

struct wasm_bpf_instance {
	struct session session;  /* the first argument of host functions */
	const struct wasm_bpf_module *module;
	const struct wasm_bpf_config *config;
	struct session_options options;  /* the config's, with a name and targets of its own */
	struct bound *bound;             /* the config's functions */
	struct engine_profile *profile;  /* null if the guest is not profiled */
	struct recorder *recorder;       /* null if the run is not recorded */
	struct engine_wasi wasi;         /* the config's, except what goes to a terminal */
	struct process_stream streams[2];  /* stdout, stderr */
	unsigned int calls;              /* how many functions of the config are running */
	struct watched watched;
	pthread_mutex_t lock;            /* held while `running`, `stops` or `stats` change */
	bool running;
	unsigned int stops;              /* how often it was stopped before it ran */
	struct wasm_bpf_stats stats;     /* complete at the end */
	uint64_t cpu_began_at; /* clock_thread() */
	bool is_overruled; /* the run's status is not that of the guest, which ended by itself */
};

/* The exit status of a run that ended for that cause (watch.h). */
int cause_status(int cause);

/* What the watch is told of a run with that config. */
struct watched config_watched(const struct wasm_bpf_config *config, struct session *session);

/* The config's options for a session, with a name for objects that have none, and with targets of
 * their own, which the caller frees: a session marks them. 0 or -ENOMEM. */
int config_session(const struct wasm_bpf_config *config, const char *name,
		   struct session_options *ret_options);

/* The -errno of the first setter that failed, or 0. */
int config_check(const struct wasm_bpf_config *config, struct err *err);

/* Binds the config's functions. 0 or -ENOMEM. */
int functions_bind(struct wasm_bpf_instance *instance);

/* The bound function for an import, or null. */
const struct engine_import *functions_find(const struct wasm_bpf_instance *instance,
					   const char *module, const char *name);

#endif
