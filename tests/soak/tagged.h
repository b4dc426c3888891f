/* SPDX-License-Identifier: MIT */
/* What is in the kernel and has a run's tag in front of its name: "TAG_name". */
#ifndef TAGGED_H
#define TAGGED_H

#include <bpf/bpf.h>
#include <stdbool.h>

/* Sets the tag; false if it is too long. */
bool tagged_set(const char *tag);

bool tagged_is_ours(const char *name);

/* A program's descriptor by its number if its name has the tag, or -1; the caller closes it. */
int tagged_open_program(__u32 id, char name[BPF_OBJ_NAME_LEN]);

/* The descriptor of the newest program, or map, of that name without the tag, or -1. The kernel
 * may still have older ones, of a run that has just ended. */
int tagged_program(const char *name);
int tagged_map(const char *name);

/* The same, but waits up to ten seconds for it. */
int tagged_wait_for_program(const char *name);

#endif
