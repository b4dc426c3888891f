/* SPDX-License-Identifier: MIT */
/* The parts of `wasm-bpf run`, for a process that does one of them. Each reads the arguments, and
 * changes them; `options` has nothing but what is to be the same in all processes. */
#ifndef WASM_BPF_RUN_H
#define WASM_BPF_RUN_H

#include <stdbool.h>

#include "wasm-bpf/run_options.h"

/* Finds the bytes of what is to run: at `path`, or if that is empty in the file of that name. If
 * `again`, a registry is asked whatever is there. 0, or the exit status. */
int run_find(struct run_options *options, int argc, char **argv, bool again,
	     char path[static OCI_PATH_MAX]);

/* Runs the bytes at `path`, and keeps what they have in the kernel. The exit status. */
int run_at(struct run_options *options, int argc, char **argv, const char *path);

/* Runs what the options name, and what it means later: --update. The exit status. */
int renew(const struct run_options *options, int argc, char **argv);

#endif
