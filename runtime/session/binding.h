/* SPDX-License-Identifier: MIT */
/* What programs are bound to that take their target when they are loaded, not when attached. */
#ifndef SESSION_BINDING_H
#define SESSION_BINDING_H

struct bpf_program;
struct err;
struct object;

/*
 * Binds a program that is not loaded yet to a function of the kernel's (fentry, lsm,
 * tp_btf, ...), or to `program:function` of a loaded program of the session's (freplace). The
 * object remembers it. -ENOENT, -EINVAL, or another -errno with the message set.
 */
int binding_add(struct object *object, struct bpf_program *prog, const char *target,
		struct err *err);

/* Binds the programs for which the user gave a target, or whose section names one that libbpf
 * does not understand. Called once, before the load. */
int bindings_add_given(struct object *object, struct err *err);

/* What a program was bound to so, or null. */
const char *binding_target(const struct object *object, const struct bpf_program *prog);

/* The function that an freplace program was bound to so, and a descriptor of the program that
 * has it; both stay the object's. Null where it was not bound. */
const char *binding_replaced(const struct object *object, const struct bpf_program *prog,
			     int *ret_fd);

/* Forgets all of an object's. */
void bindings_free(struct object *object);

#endif
