/* SPDX-License-Identifier: MIT */
/* What changed in the maps of two objects. docs/layout-diff.md says what breaks whom. */
#ifndef BTF2H_DIFF_MAPS_H
#define BTF2H_DIFF_MAPS_H

#include <stdint.h>

struct btf;
struct report;

/* Reports it. 0 or -ENOMEM. */
int diff_maps(struct report *report, const struct btf *old, const struct btf *new);

/* The struct or union without a name that a map's key or value of type `id` is, which plans name
 * after the map; or 0. */
uint32_t diff_nameless(const struct btf *btf, uint32_t id);

#endif
