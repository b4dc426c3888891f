/* SPDX-License-Identifier: MIT */
/* Stacks and functions for the columns of an object's records (columns/lookup.h). */
#ifndef OBSERVE_LOOKUP_H
#define OBSERVE_LOOKUP_H

#include <stdbool.h>

struct bpf_object;
struct containers;
struct lookup;
struct pods;
struct session;

/* What answers them: filled by its user, who keeps it as long as the columns. */
struct observe_source {
	struct session *session;
	const struct bpf_object *bpf;
	bool has_no_ksyms;  /* it was tried */
	struct containers *containers;  /* null until they are asked for */
	struct pods *pods;  /* what a kubelet tells of them, or null */
};

struct lookup observe_lookup(struct observe_source *source);

/* Only containers: for who has neither a session nor an object. */
struct lookup observe_lookup_containers(struct observe_source *source);

/* Frees what was found. */
void observe_source_release(struct observe_source *source);

#endif
