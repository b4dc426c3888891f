/* SPDX-License-Identifier: MIT */
/*
 * Confines this process before a guest runs in it. The process gives up what neither BPF nor
 * the guest's folders need, so that a fault in it gives a guest less.
 */
#ifndef POLICY_CONFINE_H
#define POLICY_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct policy;

/*
 * Permanently:
 *
 *	- keeps only the capabilities that something the policy could allow needs; with
 *	  `writes_files` also those that write files of other users,
 *	- sets no_new_privs,
 *	- refuses, with EPERM, system calls that the runtime never makes, such as execve.
 *
 * This holds for this thread and those that it makes. So call it before there are others.
 * 0, or -errno if the kernel refuses.
 */
int confine(const struct policy *policy, bool writes_files, struct err *err);

/* The capabilities that it would keep, if the process has them: bit N is capability N. */
uint64_t confine_keeps(const struct policy *policy, bool writes_files);

#endif
