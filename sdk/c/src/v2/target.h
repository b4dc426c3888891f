/* SPDX-License-Identifier: MIT */
/* The names of what sources know by numbers. */
#ifndef SDK_V2_TARGET_H
#define SDK_V2_TARGET_H

#include <stdbool.h>
#include <net/if.h>

/* The path that a descriptor stands for; null with EBADF, and a message on what libbpf's
 * `function` needs. */
const char *sdk_path_of(int fd, const char *function);

/* The interface's name in `buf`; false with errno set and a message where there is none. */
bool sdk_interface_name(int ifindex, char buf[IF_NAMESIZE]);

#endif
