/* SPDX-License-Identifier: MIT */
/*
 * An error on its way up to main(), which is the only place that prints one.
 *
 * A function that can fail takes a `struct err *` as its last parameter, returns
 * 0 or -errno, and reports and returns in one line:
 *
 *	return err_set(err, EINVAL, "no BTF in '%s'", path);
 *
 * Messages are lower case without a full stop, say first what failed, and put
 * the subject in single quotes.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

struct err {
	int code;        /* a positive errno, 0 as long as nothing failed */
	char msg[1024];  /* one line */
	char hint[512];  /* what the user can do about it, or empty */
};

#define ERR_INIT { 0 }

/* Sets the message and forgets an earlier hint. Returns -code. A null `err` is fine. */
int err_set(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds what the user can do about the error that is set. Returns -err->code; with a
 * null `err` -EINVAL, as err_prefix() does: a failure stays one. */
int err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts a prefix and ": " before the message that is set. Returns -err->code. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints "program: message" and, where there is one, "hint: ..." to stderr. */
void err_print(const struct err *err, const char *program);

#endif
