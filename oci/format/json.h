/* SPDX-License-Identifier: MIT */
/* JSON of strangers: parsed strictly, within a bound on memory. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include <jansson.h>
#include <stddef.h>

struct err;

/* Bounds what all JSON values together may take: a few bytes of text can ask for a
 * hundred times as much. Call it once, before the first of jansson's functions. */
void json_bound_memory(void);

/* Parses a text that must be an object without duplicate keys; `what` names it in
 * messages. Free with json_decref(). 0, -EINVAL, or -ENOMEM past the bound. */
int json_parse_object(const void *text, size_t size, const char *what, json_t **ret_object,
		      struct err *err);

#endif
