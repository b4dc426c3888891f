/* SPDX-License-Identifier: MIT */
/*
 * The functions of an executable or a library, found by their place in the file, from its tables
 * .symtab and .dynsym. Nothing else of the file is read, and nothing of it is trusted.
 */
#ifndef SYMBOLS_FILE_SYMBOLS_H
#define SYMBOLS_FILE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct file_symbols;

/* Reads the tables of a 64-bit little-endian ELF file, which may have none. -EINVAL if it is not
 * such a file; -EFBIG; -ENOMEM; or the error of reading it. */
int file_symbols_read(int fd, struct file_symbols **ret_symbols, struct err *err);
void file_symbols_free(struct file_symbols *symbols);

/* The function that a byte of the file belongs to, and the offset into it. Of several names of a
 * function, it takes one with the fewest leading underscores. Null if there is no function. */
const char *file_symbols_at(const struct file_symbols *symbols, uint64_t offset,
			    uint64_t *ret_offset);

/* Finds the functions of the file of which the pattern (lib/glob.h) matches a name, and adds all
 * their names, each with its NUL. Errors are those of file_symbols_read() and of the buffer. */
int file_symbols_names(int fd, const char *pattern, struct buf *names, struct err *err);

/* How many bytes of memory they take. */
size_t file_symbols_size(const struct file_symbols *symbols);

#endif
