/* SPDX-License-Identifier: MIT */
/*
 * An error on its way up to main(), which is the only place that prints one.
 *
 * A function that can fail takes a `struct err *` as its last parameter and returns
 * 0 or -errno. It sets the error and returns in one line:
 *
 *	return err_set(err, EINVAL, "no BTF in '%s'", path);
 *
 * Messages are lower case without a full stop, say first what failed, and put
 * the subject in single quotes.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

struct err {
	int code;        /* a positive errno; 0: nothing failed */
	char msg[1024];  /* one line */
	char hint[512];  /* what the user can do about it, or empty */
};

#define ERR_INIT { 0 }

/* Sets the message and removes an earlier hint. Returns -code. `err` may be null. */
int err_set(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a hint to the error that is set. Returns -err->code, or -EINVAL if `err` is null, so
 * that a failure stays one. */
int err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts a prefix and ": " before the message that is set. Returns as err_hint() does. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints "program: message" to stderr, and "hint: ..." if there is a hint; or as diag.h has it. */
void err_print(const struct err *err, const char *program);

#endif
