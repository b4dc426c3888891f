// SPDX-License-Identifier: MIT
#include "lib/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/diag.h"

int err_set(struct err *err, int code, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return -code;
	err->code = code;
	err->hint[0] = '\0';
	va_start(args, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, args);
	va_end(args);
	return -code;
}

int err_hint(struct err *err, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return -EINVAL;
	va_start(args, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, args);
	va_end(args);
	return -err->code;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	char msg[sizeof(err->msg)];
	va_list args;
	int len;

	if (!err)
		return -EINVAL;
	va_start(args, fmt);
	len = vsnprintf(msg, sizeof(msg), fmt, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(msg))
		snprintf(msg + len, sizeof(msg) - (size_t)len, ": %s", err->msg);
	memcpy(err->msg, msg, sizeof(msg));
	return -err->code;
}

void err_print(const struct err *err, const char *program)
{
	diag(DIAG_ERROR, program, err->code, err->msg, err->hint);
}
