/* SPDX-License-Identifier: MIT */
/*
 * A run as a service: tells systemd (sd_notify(3)) and a file for health checks that the guest is
 * attached and comes along.
 */
#ifndef WASM_BPF_SERVICE_H
#define WASM_BPF_SERVICE_H

struct err;
struct service;
struct wasm_bpf_config;

/* Opens what $NOTIFY_SOCKET and $WATCHDOG_USEC say, and removes `health`, a file that will be
 * there as long as the guest is ready; or null. `*ret_service` is null if there is nothing to tell.
 * Call it before the process is confined. -EEXIST if `health` is another file; or -errno. */
int service_begin(struct wasm_bpf_config *config, const char *health, struct service **ret_service,
		  struct err *err);

/* The run is over. Null is fine. */
void service_end(struct service *service);

#endif
