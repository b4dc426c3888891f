/* SPDX-License-Identifier: MIT */
/* Starts wasm-bpf-export, the process that speaks HTTP. */
#ifndef OBSERVE_EXPORT_PROCESS_H
#define OBSERVE_EXPORT_PROCESS_H

#include <sys/types.h>

struct err;

/* Runs it with `args`, of which the first is filled in and a null ends them, and these descriptors
 * as stdin and stdout. -errno. */
int export_process_start(const char **args, int in, int out, pid_t *ret_process, struct err *err);

/* Runs it with frames to come through the socket `*ret_socket`, and waits until it says that it is
 * ready: `said` gets its line. -errno. */
int export_process_open(const char **args, pid_t *ret_process, int *ret_socket,
			char said[static 256], struct err *err);

/* Waits for its end so long, then kills it. */
void export_process_end(pid_t process, int wait_ms);

/* The program, where a release has it inside of this one (wasm-bpf/oci.h). */
#define EXPORT_MARK "wasm-bpf-export:"
int export_main(int argc, char **argv) __attribute__((weak));

#endif
