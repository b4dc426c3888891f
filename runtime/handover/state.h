/* SPDX-License-Identifier: MIT */
/* What the kept descriptors are, as bytes: a head, then for each item texts that end in NUL. */
#ifndef HANDOVER_STATE_H
#define HANDOVER_STATE_H

#include <stddef.h>

#include "handover/handover.h"

struct buf;

enum { STATE_MAX = 4 << 20 };

/* Reads items, without descriptors, in the order in which they were written. -EINVAL, with nothing
 * read, if it is no such state; -ENOMEM. */
int state_read(const void *data, size_t size, struct handover_item **ret_items);

void state_write(struct buf *buf, const struct handover_item *items);

/* Copies the texts. Null if there is no memory. */
struct handover_item *item_copy(const struct handover_item *item);

/* Closes its descriptor, too. */
void item_free(struct handover_item *item);

#endif
