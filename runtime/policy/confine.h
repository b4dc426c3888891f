/* SPDX-License-Identifier: MIT */
/*
 * Confines this process before a guest runs in it: it gives up what neither BPF nor the
 * guest's folders need, so that a fault in it gives a guest less.
 */
#ifndef POLICY_CONFINE_H
#define POLICY_CONFINE_H

#include <stdbool.h>

struct err;
struct policy;

/*
 * For good: keeps the capabilities that something the policy may allow takes, with
 * `writes_files` those that write files of others, too; sets no_new_privs; and refuses,
 * with EPERM, system calls that nothing here makes, such as execve and mount.
 *
 * Capabilities and system calls are a thread's: it has to come before any other thread.
 * 0, or -errno where the kernel would not.
 */
int confine(const struct policy *policy, bool writes_files, struct err *err);

#endif
