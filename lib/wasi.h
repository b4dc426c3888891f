/* SPDX-License-Identifier: MIT */
/* Which interfaces of WASI a component can import. */
#ifndef LIB_WASI_H
#define LIB_WASI_H

#include <stdbool.h>
#include <stddef.h>

/* Whether an import of a component is WASI's: "wasi:cli/exit@0.2.0". It need not end in a NUL. */
bool wasi_is(const char *name, size_t len);

/* Why the host does not have such an interface of WASI, or null: it has. */
const char *wasi_missing(const char *name, size_t len);

#endif
