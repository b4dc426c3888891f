/* SPDX-License-Identifier: MIT */
/* errno with Linux's numbers. The libc's own variable has WASI's: see compat/errno.c. */
#ifndef __wasilibc___errno_h
#define __wasilibc___errno_h

#ifdef __cplusplus
extern "C" {
#endif

int *__errno_location(void);
#define errno (*__errno_location())

#ifdef __cplusplus
}
#endif

#endif
