/* SPDX-License-Identifier: MIT */
/* --container: in the kernel, if the object has the filter of Inspektor Gadget's headers;
 * otherwise by the columns `container` and `pod`. */
#ifndef OBSERVE_CONTAINER_H
#define OBSERVE_CONTAINER_H

#include <stdbool.h>

struct buf;
struct err;
struct observation;

/* Whether the object's programs filter by themselves. */
bool observe_container_in_kernel(const struct observation *o);

/* Adds the name to a filter expression, which may be null. -EINVAL for a name that cannot be
 * one. */
int observe_container_filter(const char *name, const char *filter, struct buf *to, struct err *err);

/* Turns the object's filter on, before the load. */
int observe_container_prepare(struct observation *o, struct err *err);

/* Tells the object's filter which mount namespaces are the container's now. */
void observe_container_refresh(struct observation *o);

#endif
