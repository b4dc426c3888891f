/* SPDX-License-Identifier: MIT */
/*
 * The functions of an executable or a library, found by where they lie in the file: from its
 * tables .symtab and .dynsym. Of the file only these are read, and nothing of it is trusted.
 */
#ifndef SYMBOLS_FILE_SYMBOLS_H
#define SYMBOLS_FILE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct file_symbols;

/* Reads the tables of a 64-bit little-endian ELF file, which may have none. -EINVAL when it is
 * no such file, -EFBIG, -ENOMEM, or what reading it failed with. */
int file_symbols_read(int fd, struct file_symbols **ret_symbols, struct err *err);
void file_symbols_free(struct file_symbols *symbols);

/* The function that a byte of the file belongs to, and the offset into it; of several names of
 * one function that with the fewest underscores in front. Null where there is none. */
const char *file_symbols_at(const struct file_symbols *symbols, uint64_t offset,
			    uint64_t *ret_offset);

/* Adds all names, each with its NUL, of the file's functions that have a name which the pattern
 * matches (lib/glob.h). As file_symbols_read(), or -errno as the buffer says. */
int file_symbols_names(int fd, const char *pattern, struct buf *names, struct err *err);

/* Bytes of memory that they take. */
size_t file_symbols_size(const struct file_symbols *symbols);

#endif
