/* SPDX-License-Identifier: MIT */
/* What a name looks like in a letter case. */
#ifndef BINDINGS_NAME_FORM_H
#define BINDINGS_NAME_FORM_H

#include <stdbool.h>

#include "bindings/names.h"

/* Whether C takes it as it is. */
bool name_is_identifier(const char *source);

/* Writes the name in its case, in at most twice as many bytes and 64. */
void name_form(char *to, const char *source, enum name_case name_case);

#endif
