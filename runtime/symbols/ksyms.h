/* SPDX-License-Identifier: MIT */
/*
 * The kernel's symbols as /proc/kallsyms lists them: a line each of an address, a letter,
 * a name and, after a tab, the module. They are read once; what is loaded later is missing.
 */
#ifndef SYMBOLS_KSYMS_H
#define SYMBOLS_KSYMS_H

#include <stdint.h>

enum { KSYM_NAME_MAX = 511 };

struct buf;
struct err;
struct ksyms;

/* Reads a list. -EPERM where all of its addresses are hidden, or another negative errno. */
int ksyms_read(const char *path, struct ksyms **ret_ksyms, struct err *err);
void ksyms_free(struct ksyms *ksyms);

/* The name of the symbol that is nearest before an address, at most 1 MiB, of several at one
 * place the first of the list; and how far after it the address is. Null where there is none. */
const char *ksyms_at(const struct ksyms *ksyms, uint64_t address, uint64_t *ret_offset);

/* The lowest address of a symbol of that name, or 0. */
uint64_t ksyms_find(const struct ksyms *ksyms, const char *name);

/* Adds all names, each with its NUL, of the places that have a name which the pattern matches
 * (lib/glob.h). 0, or -errno as the buffer says. */
int ksyms_names(const struct ksyms *ksyms, const char *pattern, struct buf *names);

#endif
