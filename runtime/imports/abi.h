/* SPDX-License-Identifier: MIT */
/* The table of host functions, made from abi.def. */
#ifndef IMPORTS_ABI_H
#define IMPORTS_ABI_H

#include <stdbool.h>

struct engine_import;
struct session;

/* The host's function for an import, or null: its first argument is then the session. The
 * session's options can give the module `callback-wrapper` another name. */
const struct engine_import *abi_find(const struct session *session, const char *module,
				     const char *name);

/* Whether there is a function of those names in the table. */
bool abi_offers(const char *module, const char *name);

#endif
