/* SPDX-License-Identifier: MIT */
/* The libc's <errno.h>, and Linux's errors that WASI has no name for. */
#include_next <errno.h>
#ifndef WASM_BPF_ERRNO_H
#define WASM_BPF_ERRNO_H

/* WASI uses their numbers for other errors: these are Linux's number plus 1000. */
#ifndef ENODATA
#define ENOSTR 1060
#define ENODATA 1061
#define ETIME 1062
#define ENOSR 1063
#endif

/* Linux's own numbers. */
#ifndef ESHUTDOWN
#define EBADFD 77
#define EUSERS 87
#define ESOCKTNOSUPPORT 94
#define EPFNOSUPPORT 96
#define ESHUTDOWN 108
#define EHOSTDOWN 112
#define EREMOTEIO 121
#endif

#endif
