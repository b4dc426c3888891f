/* SPDX-License-Identifier: MIT */
/*
 * Vets BTF from a stranger before libbpf gets it, because libbpf trusts most of
 * its bytes. Format: Linux, Documentation/bpf/btf.rst.
 */
#ifndef LIB_BTF_CHECK_H
#define LIB_BTF_CHECK_H

#include <stddef.h>
#include <stdint.h>

struct err;

/* How deep types may nest by value: members, elements, typedefs, qualifiers. */
enum { BTF_MAX_DEPTH = 128 };

/*
 * Checks the contents of a .BTF section, or of a raw BTF file: the header, the
 * bounds of every type and string, every type id, that nothing contains itself,
 * that members lie in their struct, and that sizes fit 32 bits. `data` must be
 * aligned to 4 bytes. 0, -ENOMEM, or -EINVAL with the number of the first bad
 * type and what is wrong with it.
 */
int btf_check(const void *data, size_t size, struct err *err);

#endif
