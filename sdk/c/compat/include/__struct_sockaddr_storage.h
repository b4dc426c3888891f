/* SPDX-License-Identifier: MIT */
/* As Linux has it. */
#ifndef __wasilibc___struct_sockaddr_storage_h
#define __wasilibc___struct_sockaddr_storage_h

#include <__typedef_sa_family_t.h>

struct sockaddr_storage {
	union {
		sa_family_t ss_family;
		long long __ss_align;
	};
	char __ss_data[120];
};

#endif
