/* SPDX-License-Identifier: MIT */
/* Whether bytes are what can be run: a WebAssembly module or component, or a BPF object. */
#ifndef FORMAT_WASM_H
#define FORMAT_WASM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

enum { WASM_HEADER = 8 /* bytes */ };

/* Whether `size` bytes begin as a module or a component does, or as an ELF file: 0, or -EINVAL with what they are
 * instead. */
int wasm_check_header(const void *data, size_t size, struct err *err);

/* Whether an open file is a module from header to last section, or a BPF object, whose contents are
 * not looked into. 0, -EINVAL, -errno. */
int wasm_check_file(int fd, uint64_t size, struct err *err);

/* Whether the bytes that were checked begin an object. */
bool wasm_is_object(const void *data, size_t size);

#endif
