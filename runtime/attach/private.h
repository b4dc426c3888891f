/* SPDX-License-Identifier: MIT */
/* What the files of this room share. Nobody else includes it. */
#ifndef ATTACH_PRIVATE_H
#define ATTACH_PRIVATE_H

#include "attach/attach.h"
#include "kinds/kind.h"
#include "kinds/target.h"

/* One call of attach_program(). */
struct request {
	struct bpf_object *object;
	struct bpf_program *prog;
	struct target target;
	int fd;       /* of the file or folder that the target names, or -1 */
	int missing;  /* -errno if the target's file does not exist or is not a regular one */
	uint64_t cookie;  /* 0: none */
	const struct attach_options *options;
	struct attachment *list;
	struct err *refused; /* for what the policy refuses */
	char note[500]; /* why it failed, as a hint; or empty */
};

/*
 * Gives a parsed target its one name, so that no other name avoids a rule: the device's own
 * name, the path of what was opened, the file that libbpf would find. From then on the target
 * stands for what it names now. What does not exist keeps the name that was given. 0, or -errno
 * if the target has no such name; do not use it then.
 */
int attach_resolve(struct request *request, enum target_form form);

/* Adds what was attached, and takes it over: a link, or a descriptor. A null link means that
 * attaching failed, with the reason in errno. 0 or -errno. */
int attach_add(struct request *request, struct bpf_link *link, int fd);
int attach_add_link(struct request *request, struct bpf_link *link);

/* Removes the clsact qdisc that a filter was put into. */
void attachment_destroy_hook(const struct attachment *attachment);

/* attach_xdp() and the others of kinds.def: each attaches the program by the parts of the
 * target. 0; -EINVAL if the target does not follow the grammar; or another -errno. */
#define KIND(id, ...) int attach_##id(struct request *request);
#include "kinds/kinds.def"

#endif
