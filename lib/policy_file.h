/* SPDX-License-Identifier: MIT */
/*
 * The lines of a policy file. It has sections, each for a reader of its own:
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

/* A line without its comment and the blanks around it, never empty; it may be cut up.
 * `number` counts from 1. 0 or -errno, which ends the reading. */
typedef int policy_line(void *context, char *line, unsigned int number, struct err *err);

/* Reads the file, or POLICY_DEFAULT, if there is one, where `path` is null, and calls
 * `take` for the lines of one section. `*ret_sections` says which there are. A section
 * of another name is an error for every reader: misspelled, it would leave a machine
 * open. 0, -EINVAL with the line, or another -errno. */
int policy_file_read(const char *path, unsigned int section, policy_line *take, void *context,
		     unsigned int *ret_sections, struct err *err);

/* Says what is wrong with a line: -EINVAL. */
int policy_file_error(const char *path, unsigned int number, const char *why, struct err *err);

#endif
