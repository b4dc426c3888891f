/* SPDX-License-Identifier: MIT */
/* Writes types as C writes them, for comments and messages. */
#ifndef BINDINGS_DECL_H
#define BINDINGS_DECL_H

#include <stdint.h>

struct btf;
struct buf;

/* The type `id` without a name for what has it: "const struct file *", "int (*)(void)".
 * What nests too deep or gets too long ends in "...". Never ends a comment. */
void decl_type(struct buf *out, const struct btf *btf, uint32_t id);

/* A pointer to type `id`. */
void decl_pointer(struct buf *out, const struct btf *btf, uint32_t id);

/* A name from BTF, with a '?' for each byte that has no place in a comment. */
void decl_name(struct buf *out, const char *name);

#endif
