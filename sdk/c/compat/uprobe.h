/* SPDX-License-Identifier: MIT */
#ifndef COMPAT_UPROBE_H
#define COMPAT_UPROBE_H

#include <stddef.h>

/* The function's name that get_elf_func_offset() gave that number for, or null. */
const char *compat_probe_function(size_t offset);

#endif
