/* SPDX-License-Identifier: MIT */
/* The other names of functions: a `deny` of one name holds for all names of that function. */
#ifndef ATTACH_NAMES_H
#define ATTACH_NAMES_H

#include "kinds/kind.h"

struct buf;
struct err;
struct ksyms;
struct target;

/*
 * Adds the other names of the functions of a resolved target to `ret_names`, and makes the
 * target point to them: so the buffer must live as long. It adds nothing for targets that are
 * not functions, or if the file does not exist. `*ksyms` keeps the kernel's symbols, which are
 * read when they are first needed. 0, or a negative errno if the names cannot be read.
 */
int names_add(struct target *target, enum target_form form, struct ksyms **ksyms,
	      struct buf *ret_names, struct err *err);

#endif
