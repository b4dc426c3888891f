/* SPDX-License-Identifier: MIT */
/*
 * What a guest needs of the machine that runs it, told in an annotation, so that it is
 * known before the module is pulled:
 *
 *	{"abi": 1,
 *	 "programs": [{"type": "tp", "target": "sched/sched_process_exec"}, ...],
 *	 "features": ["btf", "ringbuf"]}
 *
 * "abi" is 1 or 2, or 3 for a component, which gets its records as values. It comes from the imports and from the BPF objects inside. Type and target are the two
 * parts of a program's section name; targets that are only chosen at run time are not there.
 * "btf": the kernel's own types are needed; "ringbuf": BPF ring buffers, Linux 5.8.
 */
#ifndef FORMAT_NEEDS_H
#define FORMAT_NEEDS_H

#include <jansson.h>
#include <stddef.h>

struct err;

/* Adds the annotation to `annotations`, unless it has one or the module in `path` imports
 * nothing of wasm-bpf. 0 or -errno. */
int needs_annotate(const char *path, json_t *annotations, struct err *err);

/* The needs of a module in memory: a new object, or null for one without any. */
json_t *needs_of_module(const void *bytes, size_t size);

#endif
