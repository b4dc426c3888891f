/* SPDX-License-Identifier: MIT */
/* A BPF object that a guest opened, with its maps and programs and what it attached. */
#ifndef SESSION_OBJECT_H
#define SESSION_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btf/effects.h"
#include "lib/buf.h"

struct attachment;
struct binding;
struct bpf_object;
struct bpf_program;
struct bpf_map;
struct err;
struct handover_item;
struct link;
struct map;
struct program;
struct session;

enum object_state { OBJECT_OPEN, OBJECT_LOADED, OBJECT_FAILED };

struct object {
	struct session *session;
	struct bpf_object *bpf;
	char *name;
	enum object_state state;
	struct attachment *attachments;  /* by v1, without a link */
	struct link *links;
	struct binding *bindings;  /* of binding.c */
	struct mark *marks;        /* of usage.c */
	size_t map_count;     /* how many maps the load makes */
	size_t memory;        /* bytes of the host for its ELF and initial values */
	struct map *maps;     /* those that the guest asked for, newest first */
	struct program *programs;  /* those that the guest asked for, newest first */
	struct effects effects;  /* of its code */
	struct buf log;       /* what the verifier said during the load */
	struct object *next;  /* in the session's list of closing objects */
	int64_t handle;       /* 0 once the guest closed it */
	int btf_fd;           /* a slice of a kernel's BTF, until the load; or negative */
	bool has_btf; /* `btf_fd` was open */
	bool carries_slices;  /* for kernels without BTF */
	unsigned int number; /* of the objects that were loaded, if there is a handover */
	struct handover_item *described; /* its maps, for the handover */
	struct buf record_shapes; /* of its buffers: name, NUL, layout, NUL */
	unsigned int busy;    /* how many polls of its buffers are under way */
};

/* Opens the ELF object in `data`, which stays the caller's. A null `name` means the session's.
 * Nothing reaches the kernel yet. */
int object_open(struct session *session, const void *data, size_t size, const char *name,
		struct object **ret_object, struct err *err);

/* Creates the maps and loads the programs. -EBUSY if it was loaded before, or if the kernel
 * refused it before: then it can only be closed. The session's log holds what libbpf and the
 * verifier said. */
int object_load(struct object *object, struct err *err);

/* Removes its handles, detaches its programs and frees it. An object that is busy is detached at
 * once, and freed when its last poll returns. */
void object_close(struct object *object);

/* Ends a poll that made the object busy. */
void object_put(struct object *object);

/* Detaches its programs, and frees it with its buffers, maps and programs, even if it is busy. */
void object_free(struct object *object);

/* Detaches what the kernel would keep after the process; frees nothing. */
void object_abandon(struct object *object);

/* Attaches a program, as attach_program() does: to the target that the user gave for it,
 * otherwise to `target`. */
int object_attach_program(struct object *object, struct bpf_program *prog, const char *target,
			  uint64_t cookie, struct attachment **list, struct err *err);

/* The same for a struct_ops map, which has no target. */
int object_attach_map(struct object *object, const struct bpf_map *map,
		      struct attachment **list, struct err *err);

/* Attaches a program or a struct_ops map by its name. The object keeps the attachment. */
int object_attach(struct object *object, const char *program, const char *target,
		  struct err *err);

/* The same, to a folder if such programs attach to one, otherwise to what the section names. */
int object_attach_path(struct object *object, const char *program, const char *path,
		       struct err *err);

/* The map of that name, which gets a handle. -ENOENT, -EMFILE, or another negative errno. */
int object_map(struct object *object, const char *name, struct map **ret_map, struct err *err);

/* The map after `map`, which gets a handle. Null begins with the first; after the last comes
 * null. */
int object_next_map(struct object *object, const struct map *map, struct map **ret_map,
		    struct err *err);

#endif
