/* SPDX-License-Identifier: MIT */
/* The targets of programs that the load binds: fentry, lsm, freplace and the like. */
#ifndef SESSION_BINDING_H
#define SESSION_BINDING_H

struct bpf_program;
struct err;
struct object;

/*
 * Binds a program that is not loaded yet to a function of the kernel (fentry, lsm, tp_btf, ...),
 * or to `program:function` of a loaded program of the session (freplace). The object remembers
 * the target. -ENOENT, -EINVAL, or another -errno, with the message set.
 */
int binding_add(struct object *object, struct bpf_program *prog, const char *target,
		struct err *err);

/* Binds programs for which the user gave a target, or whose section names a target that libbpf
 * does not understand. Called once, before the load. */
int bindings_add_given(struct object *object, struct err *err);

/* The target that binding_add() gave a program, or null. */
const char *binding_target(const struct object *object, const struct bpf_program *prog);

/* The function that binding_add() bound an freplace program to, and a descriptor of the program
 * that has the function. Both stay the object's. Null if it was not bound. */
const char *binding_replaced(const struct object *object, const struct bpf_program *prog,
			     int *ret_fd);

/* Frees all bindings of an object. */
void bindings_free(struct object *object);

#endif
