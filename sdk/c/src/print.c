// SPDX-License-Identifier: MIT
/* Messages, versions, and what libbpf reads from files. */
#include <errno.h>
#include <stdlib.h>
#include "internal.h"

static int print_to_stderr(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return level == LIBBPF_DEBUG ? 0 : vfprintf(stderr, fmt, ap);
}

static libbpf_print_fn_t print_fn = print_to_stderr;

libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
{
	libbpf_print_fn_t before = print_fn;

	print_fn = fn;
	return before;
}

void sdk_print(enum libbpf_print_level level, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	if (!print_fn)
		return;
	va_start(ap, fmt);
	print_fn(level, fmt, ap);
	va_end(ap);
	errno = saved;
}

int sdk_unsupported(const char *function, const char *instead)
{
	sdk_warn("%s: not possible for a guest: %s\n", function, instead);
	return sdk_error(EOPNOTSUPP);
}

int libbpf_strerror(int err, char *buf, size_t size)
{
	if (!buf || !size)
		return sdk_error(EINVAL);
	snprintf(buf, size, "%s", strerror(err < 0 ? -err : err));
	return 0;
}

__u32 libbpf_major_version(void)
{
	return LIBBPF_MAJOR_VERSION;
}

__u32 libbpf_minor_version(void)
{
	return LIBBPF_MINOR_VERSION;
}

const char *libbpf_version_string(void)
{
	return "v1.5";
}

int libbpf_set_strict_mode(enum libbpf_strict_mode mode)
{
	(void)mode;
	return 0;
}
