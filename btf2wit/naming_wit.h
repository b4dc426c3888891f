/* SPDX-License-Identifier: MIT */
#ifndef BTF2WIT_NAMING_WIT_H
#define BTF2WIT_NAMING_WIT_H

#include "bindings/names.h"

/* Names for WIT. */
extern const struct naming naming_wit;

#endif
