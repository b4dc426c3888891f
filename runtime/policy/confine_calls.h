/* SPDX-License-Identifier: MIT */
/* The system calls that a process gives up. */
#ifndef POLICY_CONFINE_CALLS_H
#define POLICY_CONFINE_CALLS_H

struct err;

/* Refuses to this thread, and those that it makes, the system calls that neither the runtime
 * nor its libraries make: EPERM. Needs no_new_privs. Where the kernel has no filters (seccomp),
 * all stay. 0 or -errno. */
int confine_calls(struct err *err);

#endif
