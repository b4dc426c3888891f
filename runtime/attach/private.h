/* SPDX-License-Identifier: MIT */
/* What the files that attach share, and nobody else includes. */
#ifndef ATTACH_PRIVATE_H
#define ATTACH_PRIVATE_H

#include "attach/attach.h"
#include "kinds/kind.h"
#include "kinds/target.h"
#include "probe.h"

/* One call of attach_program(). */
struct request {
	struct bpf_object *object;
	struct bpf_program *prog;
	struct target target;
	int fd;       /* of what a path names, or -1 */
	int missing;  /* -errno where the target names a file that is not there, or is none */
	uint64_t cookie;  /* 0: none */
	const struct attach_options *options;
	struct attachment *list;
};

/*
 * Gives what a parsed target names its one name, so that no other leads around a rule: the
 * device's own, the path that is opened, the file that libbpf would find. From then on the
 * target stands for what it named now. What is not there keeps the name it was given. 0, or
 * -errno where the target cannot be named, and so not be used.
 */
int attach_resolve(struct request *request, enum target_form form);

/* Adds what was attached: a link, or null with -errno in errno; or a descriptor, which is
 * taken over. 0 or -errno. */
int attach_add(struct request *request, struct bpf_link *link, int fd);
int attach_add_link(struct request *request, struct bpf_link *link);

/* Removes the clsact qdisc that a filter was put into. */
void attachment_destroy_hook(const struct attachment *attachment);

/* attach_xdp() and the others of kinds.def: each attaches the program to the target, whose
 * parts it takes. 0, -EINVAL when the target does not follow its grammar, or -errno. */
#define KIND(id, ...) int attach_##id(struct request *request);
#include "kinds/kinds.def"

#endif
