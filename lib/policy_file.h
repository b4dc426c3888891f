/* SPDX-License-Identifier: MIT */
/*
 * The lines of a policy file. It has sections, each with a reader of its own:
 *
 *	[artifacts]	which artifacts a machine runs (oci/trust/policy.h)
 *	[guests]	what guests may do there (runtime/policy/policy.h)
 *
 * A line holds one rule, '#' begins a comment.
 */
#ifndef LIB_POLICY_FILE_H
#define LIB_POLICY_FILE_H

struct err;

#define POLICY_DEFAULT "/etc/wasm-bpf/policy"

enum { POLICY_ARTIFACTS = 1, POLICY_GUESTS = 2 };

/* Takes a line without its comment and the blanks around it. The line is not empty, and may be
 * changed. `number` counts from 1. 0; or -errno, which ends the reading. */
typedef int policy_line(void *context, char *line, unsigned int number, struct err *err);

/* Reads the file and calls `take` for the lines of one section. A null `path` means
 * POLICY_DEFAULT, if it exists. `*ret_sections` says which sections there are. A section of
 * another name is an error for every reader, because a misspelt one would leave a machine open.
 * 0, -EINVAL with the line, or another -errno. */
int policy_file_read(const char *path, unsigned int section, policy_line *take, void *context,
		     unsigned int *ret_sections, struct err *err);

/* Sets the error: what is wrong with a line. Returns -EINVAL. */
int policy_file_error(const char *path, unsigned int number, const char *why, struct err *err);

#endif
