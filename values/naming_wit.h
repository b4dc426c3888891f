/* SPDX-License-Identifier: MIT */
#ifndef VALUES_NAMING_WIT_H
#define VALUES_NAMING_WIT_H

#include "bindings/names.h"

/* Names for WIT. */
extern const struct naming naming_wit;

#endif
