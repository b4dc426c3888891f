/* SPDX-License-Identifier: MIT */
/* Which capabilities BPF takes, and which of them this process lacks. */
#ifndef POLICY_PRIVILEGES_H
#define POLICY_PRIVILEGES_H

struct bpf_object;

enum {
	PRIVILEGE_BPF = 1,         /* CAP_BPF */
	PRIVILEGE_TRACING = 2,     /* CAP_PERFMON */
	PRIVILEGE_NETWORKING = 4,  /* CAP_NET_ADMIN */
};

/* What loading an object takes: PRIVILEGE_... */
unsigned int privileges_needed(const struct bpf_object *object);

/* The capability that the object's programs need first and that is missing, by name
 * and with its reason; null when nothing is. */
const char *privileges_missing(const struct bpf_object *object);

#endif
