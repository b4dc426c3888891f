/* SPDX-License-Identifier: MIT */
#ifndef WASM_BPF_LIBBPF_COMMON_H
#define WASM_BPF_LIBBPF_COMMON_H

#include <string.h>

#define LIBBPF_API

/* The version of libbpf whose API this is. */
#define LIBBPF_MAJOR_VERSION 1
#define LIBBPF_MINOR_VERSION 5

/* Declares an options struct with its size filled in:
 *
 *	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "app");
 */
#define LIBBPF_OPTS(TYPE, NAME, ...) \
	struct TYPE NAME = { .sz = sizeof(struct TYPE), __VA_ARGS__ }
#define DECLARE_LIBBPF_OPTS LIBBPF_OPTS

/* Resets a declared options struct. */
#define LIBBPF_OPTS_RESET(NAME, ...) \
	((NAME) = (__typeof__(NAME)){ .sz = sizeof(NAME), __VA_ARGS__ })

#endif
