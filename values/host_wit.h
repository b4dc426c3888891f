/* SPDX-License-Identifier: MIT */
/* host.wit: the WIT package of what the host has for every typed guest, whatever its object. */
#ifndef VALUES_HOST_WIT_H
#define VALUES_HOST_WIT_H

#include <stddef.h>

/* Of the package. A guest that was written for another one is compared with this one's functions. */
#define HOST_WIT_VERSION "0.1.0"

/* The text, which ends in NUL; its first line names the package. */
extern const char host_wit[];

/* The same as the WIT tools encode it: a component of types alone. */
extern const char host_wit_binary[];
extern const size_t host_wit_binary_size;

#endif
