/* SPDX-License-Identifier: MIT */
/* The other names of functions: a rule against one holds by whatever name it is attached to. */
#ifndef ATTACH_NAMES_H
#define ATTACH_NAMES_H

#include "kinds/kind.h"

struct buf;
struct err;
struct ksyms;
struct target;

/*
 * Adds to `ret_names` what else the functions are called that a resolved target names, and has
 * the target point there: the buffer must live as long. Nothing is added for other targets, and
 * for a file that is not there. `*ksyms` keeps the kernel's symbols, which are read when they
 * are first needed. 0, or a negative errno where the names cannot be known.
 */
int names_add(struct target *target, enum target_form form, struct ksyms **ksyms,
	      struct buf *ret_names, struct err *err);

#endif
