/* SPDX-License-Identifier: MIT */
/* The system calls that a process gives up. */
#ifndef POLICY_CONFINE_CALLS_H
#define POLICY_CONFINE_CALLS_H

struct err;

/* Makes system calls that neither the runtime nor its libraries make fail with EPERM, for this
 * thread and those that it makes. Needs no_new_privs. Without seccomp in the kernel it does
 * nothing. 0 or -errno. */
int confine_calls(struct err *err);

#endif
