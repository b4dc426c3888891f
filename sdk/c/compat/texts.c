// SPDX-License-Identifier: MIT
/* The texts of <trace_helpers.h>. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trace_helpers.h>

__attribute__((weak)) int split_convert(char *s, const char *delim, void *elems, size_t elems_size,
					size_t elem_size, convert_fn_t convert)
{
	size_t at = 0;
	char *part, *rest;

	if (!s || !delim || !elems)
		return -EINVAL;
	for (part = strtok_r(s, delim, &rest); part; part = strtok_r(NULL, delim, &rest)) {
		int err;

		if (at + elem_size > elems_size)
			return -ENOBUFS;
		err = convert(part, (char *)elems + at);
		if (err)
			return -err;
		at += elem_size;
	}
	return 0;
}

/* As sources for 64 bits have it: too large a number is cut, not refused. */
__attribute__((weak)) int str_to_int(const char *src, void *dest)
{
	errno = 0;
	*(int *)dest = (int)strtoll(src, NULL, 10);
	return errno;
}

__attribute__((weak)) int str_to_long(const char *src, void *dest)
{
	errno = 0;
	*(long long *)dest = strtoll(src, NULL, 10);
	return errno;
}

__attribute__((weak)) int str_timestamp(const char *format, char *buf, size_t buf_len)
{
	time_t now = time(NULL);
	struct tm *local;

	if (!format || !buf || !buf_len)
		return -EINVAL;
	local = localtime(&now);
	return local ? (int)strftime(buf, buf_len, format, local) : -errno;
}
