/* SPDX-License-Identifier: MIT */
/* What one call of a guest attached: one link of the kernel, several, or a filter. */
#ifndef SESSION_LINK_H
#define SESSION_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct attachment;
struct err;
struct map;
struct object;
struct program;
struct session;

struct link {
	struct session *session;
	struct object *object;           /* null: it was opened by a pin */
	struct attachment *attachments;  /* null once it is detached, unless the kernel keeps it */
	struct link *next; /* of the same object, or of the session's own */
	int32_t handle;
	int32_t program; /* the handle of the attached program; 0: a map, or not known */
	uint32_t program_id;  /* the kernel's number of the program, or 0 */
	bool detached;        /* the kernel detached it, and keeps the link */
};

/* What the kernel says about a link. */
struct link_info {
	uint32_t type;
	uint32_t id;
	uint32_t program_id;
};

/*
 * Attaches a program: to the target that the user gave for it, otherwise to `target`, or if
 * that is null, to what its section names. `cookie` is for bpf_get_attach_cookie(); 0 means
 * none. -EOPNOTSUPP if such programs cannot have a cookie. The object owns the link.
 */
int link_new(struct program *program, const char *target, uint64_t cookie,
	     struct link **ret_link, struct err *err);

/* The same for a struct_ops map. */
int link_new_map(struct object *object, const struct map *map, struct link **ret_link,
		 struct err *err);

/* Opens the link that is pinned there. It stays attached when it is closed. -EPERM if the policy
 * does not allow the path; -EINVAL if something else is pinned there. */
int link_open_pinned(struct session *session, const char *path, struct link **ret_link,
		     struct err *err);

/* Removes the pin of the link at that path. -EINVAL if another one is pinned there. */
int link_unpin(const struct link *link, const char *path, struct err *err);

/* Detaches the program, frees the link and removes its handle. */
void link_close(struct link *link);

/* Detaches the program; the link stays. -EINVAL if it is not attached; -EOPNOTSUPP if it is
 * pinned and the kernel cannot detach it. */
int link_detach(struct link *link, struct err *err);

/* Replaces the attached program with another loaded one. -EPERM for a link that was opened by a
 * pin, if the policy does not allow the program at every target. */
int link_update(struct link *link, const struct program *program, struct err *err);

/* Pins the link, so that the program stays attached after the guest. -EOPNOTSUPP if the kernel
 * has no link for it, or several. */
int link_pin(struct link *link, const char *path, struct err *err);

/* The descriptor that holds the link, if the kernel may have one; otherwise -1. */
int link_fd(const struct link *link);

/* Gets what the kernel says about the link. False if the kernel has no link for it. */
bool link_ask(const struct link *link, struct link_info *ret_info);

bool link_is_attached(const struct link *link);

#endif
