/* SPDX-License-Identifier: MIT */
/* The table of host functions, made from abi.def. */
#ifndef IMPORTS_ABI_H
#define IMPORTS_ABI_H

#include <stdbool.h>

struct engine_import;
struct session;

/* The host's function for an import, or null. Its first argument is the session. The session's
 * options can rename the module `callback-wrapper`. */
const struct engine_import *abi_find(const struct session *session, const char *module,
				     const char *name);

/* Whether the table has a function of that module and name. */
bool abi_offers(const char *module, const char *name);

#endif
