/* SPDX-License-Identifier: MIT */
#ifndef CHECK_HELPERS_H
#define CHECK_HELPERS_H

#include <stdint.h>

/* The name of a helper of that number, "bpf_map_lookup_elem", or null if it is newer than this
 * program. */
const char *helper_name(int32_t number);

#endif
