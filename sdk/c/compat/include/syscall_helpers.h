/* SPDX-License-Identifier: MIT */
/* bcc's helper for names of system calls, by their numbers on x86-64. */
#ifndef __SYSCALL_HELPERS_H
#define __SYSCALL_HELPERS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void init_syscall_names(void);
void free_syscall_names(void);

/* Prints all. Returns 0. */
int list_syscalls(void);

/* Stores the name. Returns 0, or -EINVAL if no system call has that number. */
int syscall_name(unsigned n, char *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif
