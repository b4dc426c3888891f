/* SPDX-License-Identifier: MIT */
/* Which capabilities BPF needs, and which of them this process lacks. */
#ifndef POLICY_PRIVILEGES_H
#define POLICY_PRIVILEGES_H

struct bpf_object;

enum {
	PRIVILEGE_BPF = 1,         /* CAP_BPF */
	PRIVILEGE_TRACING = 2,     /* CAP_PERFMON */
	PRIVILEGE_NETWORKING = 4,  /* CAP_NET_ADMIN */
};

/* What loading an object needs: bits PRIVILEGE_... */
unsigned int privileges_needed(const struct bpf_object *object);

/* The name of the first capability that the object needs and the process lacks, with the
 * reason. Null if it lacks none. */
const char *privileges_missing(const struct bpf_object *object);

#endif
