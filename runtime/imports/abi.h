/* SPDX-License-Identifier: MIT */
/* The table of host functions, made from abi.def. */
#ifndef IMPORTS_ABI_H
#define IMPORTS_ABI_H

#include "engine/engine.h"

/* The host functions; host.c and wasi.c define them, abi.def says what they do. The
 * host that they get is a struct session. */
#define FUNCTION(module, name, type, function, meaning) engine_function function;
#include "imports/abi.def"
#undef FUNCTION

/* The host's function for an import, or null. `host` is a struct session, whose
 * options can give the module `callback-wrapper` another name. */
const struct engine_import *abi_find(void *host, const char *module, const char *name);

/* Whether there is a function of those names in the table. */
bool abi_offers(const char *module, const char *name);

#endif
