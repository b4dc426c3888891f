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
	struct binding *bindings;  /* binding.c's */
	struct mark *marks;        /* usage.c's */
	size_t map_count;     /* that the load makes */
	size_t memory;        /* bytes of the host that it takes, for its ELF and initial values */
	struct map *maps;     /* those that the guest asked for, newest first */
	struct program *programs;  /* the same */
	struct effects effects;  /* of its code */
	struct buf log;       /* what the verifier said in the last load */
	struct object *next;  /* in the session's list of closing ones */
	int64_t handle;
	int btf_fd;           /* a slice of the kernel's BTF until the load, or negative */
	bool has_types;       /* libbpf has the kernel's types until the load: for a target */
	unsigned int busy;    /* polls of its buffers that are under way */
};

/* Opens the ELF object in `data`, which stays the caller's, under a name, or where that is
 * null under the session's. Nothing reaches the kernel yet. */
int object_open(struct session *session, const void *data, size_t size, const char *name,
		struct object **ret_object, struct err *err);

/* Makes the maps and loads the programs, once. On failure the session's log holds what
 * libbpf and the verifier said, and there is nothing left to do but to close it. */
int object_load(struct object *object, struct err *err);

/* Detaches and frees; handles go first. An object that is busy detaches at once, and
 * is freed when its last poll returns. */
void object_close(struct object *object);

/* The poll that made the object busy is over. */
void object_put(struct object *object);

/* Detaches, frees buffers, maps and programs, whatever holds them. */
void object_free(struct object *object);

/* Undoes what the kernel would keep after the process; frees nothing. */
void object_abandon(struct object *object);

/* Attaches a program, see attach_program(): to the target that the user gave for it, if
 * any, else to `target`. */
int object_attach_program(struct object *object, struct bpf_program *prog, const char *target,
			  uint64_t cookie, struct attachment **list, struct err *err);

/* The same for a struct_ops map, which has no target. */
int object_attach_map(struct object *object, const struct bpf_map *map,
		      struct attachment **list, struct err *err);

/* Either of them by its name; the object keeps it. */
int object_attach(struct object *object, const char *program, const char *target,
		  struct err *err);

/* As object_attach(), to a folder where the program takes one, else to what its section
 * says. */
int object_attach_path(struct object *object, const char *program, const char *path,
		       struct err *err);

/* The map of that name, with its handle. -ENOENT, -EMFILE, or another negative errno. */
int object_map(struct object *object, const char *name, struct map **ret_map, struct err *err);

/* The map after `map`, with its handle; the first after null, null after the last. */
int object_next_map(struct object *object, const struct map *map, struct map **ret_map,
		    struct err *err);

#endif
