/* SPDX-License-Identifier: MIT */
/* Answers GET /healthz and /readyz: wasm-bpf-export does, which parses what comes from the
 * network. */
#ifndef OBSERVE_HEALTH_SERVER_H
#define OBSERVE_HEALTH_SERVER_H

struct err;
struct health_server;

/* Listens on "ADDRESS:PORT". A guest of which no sign comes for `silence` seconds is not well. Call
 * it before the process is confined. */
int health_server_start(const char *address, unsigned int silence,
			struct health_server **ret_server, struct err *err);

/* A sign of the guest: why it is not well, and why not ready, or "". Waits for nobody. */
void health_server_tell(struct health_server *server, const char *ill, const char *not_ready);

/* Null is fine. */
void health_server_stop(struct health_server *server);

#endif
