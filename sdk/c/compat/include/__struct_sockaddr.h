/* SPDX-License-Identifier: MIT */
/* As Linux has it: WASI's libc aligns it to 16 bytes. */
#ifndef __wasilibc___struct_sockaddr_h
#define __wasilibc___struct_sockaddr_h

#include <__typedef_sa_family_t.h>

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

#endif
