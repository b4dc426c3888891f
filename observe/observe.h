/* SPDX-License-Identifier: MIT */
/* `wasm-bpf run FILE.bpf.o`: loads a BPF object, attaches its programs, and shows what they
 * record. */
#ifndef OBSERVE_H
#define OBSERVE_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "streams/view.h"

struct err;
struct exporter;
struct pods;
struct run_stats;
struct wasm_bpf_config;
struct wasm_bpf_module;
struct wasm_bpf_result;
struct wasm_bpf_runtime;

enum { OBSERVE_GIVEN_MAX = 64 };

/* NAME=VALUE options, as often as they were given. */
struct observe_given {
	const char *list[OBSERVE_GIVEN_MAX];
	size_t count;
};

/* The options that are about objects. */
struct observe_options {
	struct observe_given params; /* VARIABLE=VALUE */
	struct observe_given records; /* BUFFER=TYPE */
	struct observe_given maps; /* names */
	struct observe_given without; /* names of programs */
	struct observe_given streams; /* names; none: all are shown */
	const char *types; /* a file with BTF */
	struct view_options view; /* of records, and of rows of maps */
	const char *container; /* a name; only its records are shown; or null */
	const char *metrics; /* ADDRESS:PORT or a file, or null */
	const char *otlp; /* a URL, or null */
	unsigned int silence; /* seconds without a sign after which a guest is not well; 0: never */
	struct observe_given headers; /* of requests to it */
	struct observe_given named; /* metrics: streams/named_metric.h */
	struct exporter *exporter; /* of these; or null */
	const char *kubelet; /* a URL; or null */
	const char *kubelet_ca; /* files; null: the usual ones of a pod */
	const char *kubelet_token;
	struct pods *pods; /* what it tells; or null */
	struct observe_given outputs; /* FORMAT[=FILE] */
	const char *any; /* the first of these options that was given, or null */
	const char *any_of_objects; /* the same of those that are not for records of guests */
	const char *any_of_guests; /* and of the others */
	double interval; /* seconds; 0: what is kept is shown at the end */
	bool appends; /* files of --output keep what is in them */
	bool is_timed;
	bool is_top; /* tables on a terminal are drawn anew, not one below the other */
};

/* For the children of an argp. Its input is a struct observe_options. */
extern const struct argp observe_argp;

/* Whether a stream of that name is to be shown. */
bool observe_wants(const struct observe_options *options, const char *stream);

/* Whether the file is a BPF object. False if it cannot be read. */
bool observe_is_object(const char *path);

/* Runs it until it is interrupted, its time is over, or all was shown. `name` is what the kernel
 * shows as the beginning of the maps' names. The exit status; a reason that was not printed yet is in
 * `err`. Its numbers are in `ret_stats`, unless that is null; the caller releases them. */
int observe(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	    const char *path, const char *name, const struct observe_options *options,
	    struct run_stats *ret_stats, struct err *err);

/* Runs a component with the object that it carries, whose records it gets. The exit status, which
 * is also in `result`, with a trap if it was one. */
int observe_guest(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
		  const struct wasm_bpf_module *guest, const char *name,
		  const struct observe_options *options, struct run_stats *ret_stats,
		  struct wasm_bpf_result *result, struct err *err);

#endif
