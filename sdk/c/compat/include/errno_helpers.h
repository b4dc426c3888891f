/* SPDX-License-Identifier: MIT */
/* bcc's helper for errors. Programs in the kernel see Linux's numbers. */
#ifndef __ERRNO_HELPERS_H
#define __ERRNO_HELPERS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Returns Linux's number of an error by its name, such as "ENOENT", or -1. */
int errno_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
