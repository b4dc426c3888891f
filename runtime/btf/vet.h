/* SPDX-License-Identifier: MIT */
/*
 * Vets a BPF object from a stranger before libbpf sees it. libbpf trusts an object as a
 * linker's output: wrong numbers in it make libbpf read or write anywhere.
 */
#ifndef BTF_VET_H
#define BTF_VET_H

#include <stddef.h>

struct err;

/* Checks what libbpf relies on: sections, symbols, relocations, BTF and BTF.ext. `data`
 * is aligned to 8 bytes. 0; -EINVAL, with what is wrong; or -ENOMEM. */
int vet_object(const void *data, size_t size, struct err *err);

#endif
