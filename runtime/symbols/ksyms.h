/* SPDX-License-Identifier: MIT */
/*
 * The kernel's symbols, as /proc/kallsyms lists them. A line has an address, a letter, a name
 * and, after a tab, the module. The list is read once; symbols that come later are missing.
 */
#ifndef SYMBOLS_KSYMS_H
#define SYMBOLS_KSYMS_H

#include <stdint.h>

enum { KSYM_NAME_MAX = 511 };

struct buf;
struct err;
struct ksyms;

/* Reads a list. -EPERM if all of its addresses are hidden, or another negative errno. */
int ksyms_read(const char *path, struct ksyms **ret_ksyms, struct err *err);
void ksyms_free(struct ksyms *ksyms);

/* The name of the nearest symbol at or before an address, at most 1 MiB away, and the distance.
 * Of several symbols at one place, it takes the first in the list. Null if there is none. */
const char *ksyms_at(const struct ksyms *ksyms, uint64_t address, uint64_t *ret_offset);

/* The lowest address of a symbol of that name, or 0. */
uint64_t ksyms_find(const struct ksyms *ksyms, const char *name);

/* Finds the addresses of which the pattern (lib/glob.h) matches a name, and adds all their
 * names, each with its NUL. 0, or the buffer's -errno. */
int ksyms_names(const struct ksyms *ksyms, const char *pattern, struct buf *names);

#endif
