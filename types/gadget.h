/* SPDX-License-Identifier: MIT */
/* What the macros of Inspektor Gadget say: they leave variables with names such as
 * gadget_tracer_NAME___MAP___TYPE, whose parts three underscores separate. */
#ifndef TYPES_GADGET_H
#define TYPES_GADGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;

/* The next variable behind number *id whose name begins with the prefix, such as
 * "gadget_iter_": what follows the first "___". *id becomes its number. Null if there is none. */
const char *gadget_next(const struct btf *btf, const char *prefix, uint32_t *id);

/* Copies the first part, as far as it fits. Returns the rest behind "___", or null. */
const char *gadget_part(const char *parts, char *to, size_t size);

/* Whether one of the parts is that name. */
bool gadget_has(const char *parts, const char *name);

#endif
