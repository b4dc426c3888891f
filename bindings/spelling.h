/* SPDX-License-Identifier: MIT */
/*
 * Whether libbpf's writer of C, btf_dump, can be given some BTF: it copies names as they are, and
 * follows types by functions that call themselves, as often as the text needs them.
 */
#ifndef BINDINGS_SPELLING_H
#define BINDINGS_SPELLING_H

#include <stdbool.h>

struct btf;
struct err;

/* For BTF that btf_check() has passed. 0, -ENOMEM, or -EINVAL with the number of a type that is
 * not spelt in C: a name that is none, a declaration without end, or one of 1,000,000 parts. */
int spelling_check(const struct btf *btf, struct err *err);

/* Whether `name` is a name in C, or nothing. */
bool spelling_is_name(const char *name);

#endif
