// SPDX-License-Identifier: MIT
/* <err.h> and <error.h>, which the libc lacks. */
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char *program_invocation_short_name __attribute__((weak));

static void print_message(int number, const char *format, va_list ap)
{
	fflush(stdout);
	if (&program_invocation_short_name && program_invocation_short_name)
		fprintf(stderr, "%s: ", program_invocation_short_name);
	if (format)
		vfprintf(stderr, format, ap);
	if (number)
		fprintf(stderr, "%s%s", format ? ": " : "", strerror(number));
	putc('\n', stderr);
}

__attribute__((weak)) void vwarn(const char *format, va_list ap)
{
	print_message(errno, format, ap);
}

__attribute__((weak)) void vwarnx(const char *format, va_list ap)
{
	print_message(0, format, ap);
}

__attribute__((weak)) void warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_message(errno, format, ap);
	va_end(ap);
}

__attribute__((weak)) void warnx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_message(0, format, ap);
	va_end(ap);
}

__attribute__((weak)) void verr(int status, const char *format, va_list ap)
{
	print_message(errno, format, ap);
	exit(status);
}

__attribute__((weak)) void verrx(int status, const char *format, va_list ap)
{
	print_message(0, format, ap);
	exit(status);
}

__attribute__((weak)) void err(int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	verr(status, format, ap);
}

__attribute__((weak)) void errx(int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	verrx(status, format, ap);
}

__attribute__((weak)) void error(int status, int number, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_message(number, format, ap);
	va_end(ap);
	if (status)
		exit(status);
}
