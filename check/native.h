/* SPDX-License-Identifier: MIT */
/* BPF objects of the other byte order, made for machines that load them as they are. */
#ifndef CHECK_NATIVE_H
#define CHECK_NATIVE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * Turns a BPF object of the other byte order into one of this machine's, in place: all that is
 * looked at here (headers, symbols, relocations, instructions, BTF), not the values of its
 * variables. Other bytes stay as they are. `ret_swapped` says whether it was one. 0; -EINVAL if it
 * is damaged, or of 32 bits, which no BPF object is; -ENOMEM.
 */
int native_object(void *data, size_t size, bool *ret_swapped, struct err *err);

#endif
