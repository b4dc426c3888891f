/* SPDX-License-Identifier: MIT */
/* The names around the types: of the package, its world and its interfaces. */
#ifndef BTF2WIT_PACKAGE_H
#define BTF2WIT_PACKAGE_H

#include <stdbool.h>

#include "lib/buf.h"

struct err;
struct names;

struct package {
	struct buf id;       /* "ns:name" or "ns:name@1.0.0" */
	const char *world;
	struct names *names; /* owns `world`, and knows what is taken in the package */
};

/* Whether `name` is a name in WIT: words of one case, joined by single hyphens. */
bool package_is_name(const char *name);

/* Whether `id` is NS:NAME or NS:NAME@MAJOR.MINOR.PATCH, with what semver adds. */
bool package_is_id(const char *id);

/* Names the package and the world as asked for, or else after the input file's name. `id` and
 * `world` are checked names or null. 0 or -ENOMEM. */
int package_init(struct package *package, const char *id, const char *world, const char *input,
		 struct err *err);
void package_release(struct package *package);

/* The name for one more interface. Lives as long as the package. */
const char *package_interface(struct package *package);

#endif
