/* SPDX-License-Identifier: MIT */
/* What one call of a guest attached: a link of the kernel's, several, or a filter. */
#ifndef SESSION_LINK_H
#define SESSION_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct attachment;
struct err;
struct map;
struct object;
struct program;

struct link {
	struct object *object;
	struct attachment *attachments;  /* none once it is detached */
	struct link *next;               /* of the same object */
	int32_t handle;
	int32_t program;      /* the handle of what is attached: none of a struct_ops map */
	uint32_t program_id;  /* the kernel's number of it, or 0 */
	bool detached;        /* by the kernel, which keeps the link */
};

/* What the kernel says of it; all 0 where none of the kernel's links is there. */
struct link_info {
	uint32_t type;
	uint32_t id;
	uint32_t program_id;
};

/*
 * Attaches a program: to the target that the user gave for it, else to `target`, or where
 * that is null to what its section says. `cookie` is for bpf_get_attach_cookie(), 0 for
 * none; -EOPNOTSUPP where such a program takes none. The object owns the link.
 */
int link_new(struct program *program, const char *target, uint64_t cookie,
	     struct link **ret_link, struct err *err);

/* The same for a struct_ops map. */
int link_new_map(struct object *object, const struct map *map, struct link **ret_link,
		 struct err *err);

/* Detaches, and forgets the handle. */
void link_close(struct link *link);

/* Detaches; the link stays. -EOPNOTSUPP where it is pinned and only its pin's removal would
 * detach it. */
int link_detach(struct link *link, struct err *err);

/* Puts another loaded program in the place of the one that is attached. */
int link_update(struct link *link, const struct program *program, struct err *err);

/* Pins it, so that it stays attached when the guest is gone. -EOPNOTSUPP where it is no link
 * of the kernel's, or several. */
int link_pin(struct link *link, const char *path, struct err *err);

/* The descriptor that holds it where the kernel may have a link, or -1. */
int link_fd(const struct link *link);

/* Whether it is a link of the kernel's. */
bool link_ask(const struct link *link, struct link_info *ret_info);

bool link_is_attached(const struct link *link);

#endif
