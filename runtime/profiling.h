/* SPDX-License-Identifier: MIT */
/* A run whose guest is profiled. For other runs these functions do nothing. */
#ifndef RUNTIME_PROFILING_H
#define RUNTIME_PROFILING_H

#include <stdbool.h>

struct err;
struct wasm_bpf_instance;

/* Of a config. */
struct profiling {
	int fd;          /* of the file; 0: none */
	bool is_folded;  /* a line a stack, in place of JSON */
	bool is_new;     /* it was not there, and nothing is in it: it is removed */
	char *path;
};

void profiling_release(struct profiling *profiling);

/* Begins, when the engine has made the instance. */
int profiling_begin(struct wasm_bpf_instance *instance, struct err *err);

/* Ends, and writes the file. `ret` is what the run returned; gives what it returns now. */
int profiling_end(struct wasm_bpf_instance *instance, int ret, struct err *err);

#endif
