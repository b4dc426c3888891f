/* SPDX-License-Identifier: MIT */
/* The libc's <errno.h> with Linux's numbers, and glibc's names. */
#include_next <errno.h>
#ifndef WASM_BPF_ERRNO_H
#define WASM_BPF_ERRNO_H

#include <__errno.h>
#include <__errno_values.h>

#if defined(_GNU_SOURCE) && !defined(__error_t_defined)
#define __error_t_defined 1
typedef int error_t;
#endif

#endif
