/* SPDX-License-Identifier: MIT */
/* A BPF object that a guest loaded, with its maps and what it attached. */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct attachment;
struct binding;
struct bpf_object;
struct bpf_program;
struct err;
struct map;
struct session;

struct object {
	struct session *session;
	struct bpf_object *bpf;
	struct attachment *attachments;
	struct binding *bindings;
	struct map *maps;     /* those that the guest asked for, newest first */
	struct object *next;  /* in the session's list of closing ones */
	int64_t handle;
	int btf_fd;           /* a slice of the kernel's BTF until the load, or negative */
	unsigned int busy;    /* polls of its buffers that are under way */
};

/* Opens and loads the ELF object in `data`, which stays the caller's. On failure the
 * session's log holds what libbpf and the verifier said. */
int object_load(struct session *session, const void *data, size_t size,
		struct object **ret_object, struct err *err);

/* Binds a program to its target before the load (attach_is_bound()), and remembers it for
 * the policy. */
int object_bind(struct object *object, struct bpf_program *prog, const char *target,
		struct err *err);

/* Detaches and frees; handles go first. An object that is busy detaches at once, and
 * is freed when its last poll returns. */
void object_close(struct object *object);

/* The poll that made the object busy is over. */
void object_put(struct object *object);

/* Detaches, frees buffers, maps and programs, whatever holds them. */
void object_free(struct object *object);

/* Undoes what the kernel would keep after the process; frees nothing. */
void object_abandon(struct object *object);

/* Attaches a program, or a struct_ops map, by its name; see attach_program(). */
int object_attach(struct object *object, const char *program, const char *target,
		  struct err *err);

/* As object_attach(), to a folder where the program takes one, else to what its section
 * says. */
int object_attach_path(struct object *object, const char *program, const char *path,
		       struct err *err);

/* The map of that name, with its handle. -ENOENT, -EMFILE, or another negative errno. */
int object_map(struct object *object, const char *name, struct map **ret_map, struct err *err);

#endif
