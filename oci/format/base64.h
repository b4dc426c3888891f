/* SPDX-License-Identifier: MIT */
/* Base64 with padding, as headers and config files carry it. */
#ifndef FORMAT_BASE64_H
#define FORMAT_BASE64_H

#include <stddef.h>

/* The text of `size` bytes, to be freed; null when memory is out. */
char *base64_encode(const void *data, size_t size);

/* The bytes of a text, whose line ends do not count, followed by a NUL, to be freed; null for
 * what is no base64. */
char *base64_decode(const char *text, size_t *ret_size);

#endif
