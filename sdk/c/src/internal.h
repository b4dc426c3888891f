/* SPDX-License-Identifier: MIT */
/*
 * What the sources of this library share: those in this folder are over either part of the
 * imports, those in v1/ and v2/ over one. Names of C linkage that are not libbpf's start
 * with `sdk_`, so that they do not meet a guest's own. All are compiled as one.
 */
#ifndef SDK_INTERNAL_H
#define SDK_INTERNAL_H

#include <bpf/libbpf.h>

/* The library has the functions themselves. */
#undef ring_buffer__new
#undef ring_buffer__add

/* Messages that end with a line feed, through the function that libbpf_set_print() set. */
void sdk_print(enum libbpf_print_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
#define sdk_warn(...) sdk_print(LIBBPF_WARN, "libbpf: " __VA_ARGS__)

/* Sets errno and returns -code, for codes of this libc. */
int sdk_error(int code);
void *sdk_error_ptr(int code);

/* Turns what an import returned into what libbpf returns: a negative number becomes
 * -errno of this libc, and errno is set. */
int sdk_result(int host);

/* Fails with -EOPNOTSUPP and says what to do instead. */
int sdk_unsupported(const char *function, const char *instead);

/* A member of an options struct, which may be null, or older than the member. */
#define sdk_option(opts, member)                                                            \
	((opts) && (opts)->sz >= offsetof(__typeof__(*(opts)), member) + sizeof((opts)->member) \
		 ? (opts)->member : (__typeof__((opts)->member))0)

/* 0, or -EOPNOTSUPP where an option is set that the host cannot be told. */
int sdk_check_open_options(const struct bpf_object_open_opts *opts);

/* The user interrupted the guest: calls its handler. */
void sdk_interrupted(void);

/* --- what each part has its own way of ----------------------------------------- */

/* bpf_object__open_mem() with a name for where the options have none. */
struct bpf_object *sdk_open(const void *data, size_t size,
			    const struct bpf_object_open_opts *opts, const char *name);

/* Attaches to a target in the grammar of <wasm_bpf.h>, null: to what the section says.
 * Null with errno set where that fails. */
struct bpf_link *sdk_attach(const struct bpf_program *prog, const char *target, __u64 cookie);

/* The same with a target that is formatted, or `function` of libbpf's not possible. */
struct bpf_link *sdk_attach_to(const struct bpf_program *prog, __u64 cookie, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct bpf_link *sdk_not_attached(const char *function, const char *instead);

#endif
