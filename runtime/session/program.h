/* SPDX-License-Identifier: MIT */
/* A program of an object as a guest uses it, before and after the load. */
#ifndef SESSION_PROGRAM_H
#define SESSION_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/c/include/wasm_bpf_abi.h"

struct bpf_prog_info;
struct bpf_program;
struct bpf_test_run_opts;
struct err;
struct object;
struct session;

struct program {
	struct object *object;
	struct bpf_program *bpf;
	struct program *next;  /* of the same object */
	int32_t handle;
};

/* The program of that name, which gets a handle. -ENOENT, -EMFILE, or -ENOMEM. */
int program_find(struct object *object, const char *name, struct program **ret_program,
		 struct err *err);

/* The program after `program`, which gets a handle. Null begins with the first; after the last
 * comes null. */
int program_next(struct object *object, const struct program *program,
		 struct program **ret_program, struct err *err);

/* Changes a setting before the load. -EINVAL if the number is out of range, or if the section
 * fixes the type. */
int program_set(struct program *program, enum wasm_bpf_program_setting what, uint64_t value,
		struct err *err);

/* Whether the kernel has it. */
bool program_is_loaded(const struct bpf_program *prog);

/* Gets what the kernel says about a loaded program. 0 or -errno. */
int program_ask(const struct bpf_program *prog, struct bpf_prog_info *ret_info);

/*
 * Makes the kernel run a loaded program, as bpf_prog_test_run_opts() does. Many repetitions are
 * done in parts, each with the original input, so that an interrupt can end them: -EINTR.
 */
int program_test_run(struct session *session, const struct bpf_program *prog,
		     struct bpf_test_run_opts *opts);

#endif
