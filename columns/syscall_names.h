/* SPDX-License-Identifier: MIT */
/* The system calls of the architecture that this program is for, as <asm/unistd.h> numbers them. */
#ifndef COLUMNS_SYSCALL_NAMES_H
#define COLUMNS_SYSCALL_NAMES_H

#include <stdint.h>

/* "openat", or null. */
const char *syscall_name(uint64_t number);

/* The number, or -1. */
int syscall_number(const char *name);

#endif
