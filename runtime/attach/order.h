/* SPDX-License-Identifier: MIT */
/*
 * Where a program goes among those that are attached to the same: `first`, `last`, `before=`
 * and `after=` of a target. And, where only one program can be, whose that is.
 */
#ifndef ATTACH_ORDER_H
#define ATTACH_ORDER_H

#include "attach/private.h"

struct attached_place;

/* What bpf_tcx_opts and its like take. All 0: where the kernel puts it. */
struct order {
	uint32_t flags;
	uint32_t relative_id;
};

/* Finds what the target's options mean at the place. 0; -EINVAL if several of them say where;
 * -ENOENT, -ENOTUNIQ or another -errno with the request's note if the named program is not one
 * of those there. */
int order_find(struct request *request, const struct attached_place *place,
	       struct order *ret_order);

/* Notes why the kernel refused that order with -`code`. Gives `ret`. */
int order_explain(struct request *request, const struct attached_place *place,
		  const struct order *order, int ret);

/* Notes whose XDP program is at the interface, after the kernel refused another one there. */
void order_note_xdp(struct request *request, int ifindex);

#endif
