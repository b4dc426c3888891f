/* SPDX-License-Identifier: MIT */
/* Writes what an object has for a guest: interfaces of its maps and variables, and the world. */
#ifndef BTF2WIT_WIT_WORLD_H
#define BTF2WIT_WIT_WORLD_H

#include <stdbool.h>

struct wit;
struct world;

/* What follows the interface `types`, to the end of the file; with `host`, also host.wit. Failures stay in the text. */
void wit_world(const struct wit *w, const struct world *world, const char *name, bool host);

#endif
