/* SPDX-License-Identifier: MIT */
/* The one verb that emitters write text with. */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include "lib/buf.h"

/* buf_printf(), many times faster, for the few conversions that emitters need: %s, %c, %d, %u,
 * %lld, %llu, %llx and %%, without flags, widths or precisions. */
void text(struct buf *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds `count` tabs. */
void text_indent(struct buf *out, unsigned int count);

#endif
