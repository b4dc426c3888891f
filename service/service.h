/* SPDX-License-Identifier: MIT */
/*
 * A run as a service: tells systemd (sd_notify(3)), and a file and an address for health checks,
 * that the guest is attached and comes along; and `wasm-bpf ps` by a note.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "service/verdict.h"

struct err;
struct observe_options;
struct service;
struct wasm_bpf_config;

struct service_options {
	const char *health_file;    /* that is there as long as the guest is ready; or null */
	const char
		*health_address; /* ADDRESS:PORT that answers GET /healthz and /readyz; or null */
	struct verdict_limits limits;
	const char *name, *file, *path; /* of what runs: see note_keeper.h */
	const struct observe_options *observe; /* if it has an exporter, that is told, too */
};

/* Opens what the options and $NOTIFY_SOCKET and $WATCHDOG_USEC say. Call it before the process is
 * confined; `options->observe` must stay. -EEXIST if the file is another one; or -errno. */
int service_begin(struct wasm_bpf_config *config, const struct service_options *options,
		  struct service **ret_service, struct err *err);

/* The run is over. Null is fine. */
void service_end(struct service *service);

#endif
