/* SPDX-License-Identifier: MIT */
/* What the command line of `wasm-bpf run` says. */
#ifndef WASM_BPF_RUN_OPTIONS_H
#define WASM_BPF_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "observe/observe.h"
#include "service/service.h"
#include "naming/oci.h"

struct wasm_bpf_config;

struct run_options {
	struct wasm_bpf_config *config;
	struct oci_options oci;
	struct observe_options observe;
	const char *file;
	const char *registry;
	struct service_options service;
	const char *keep; /* a folder, or null */
	const char *btf;
	const char *record;
	const char *profile;
	const char *wrapper_module;
	const char *callback_export;
	uint64_t begin;  /* clock_now() */
	bool keeps;
	bool fresh;
	bool is_later;         /* another guest of this run was before it */
	bool updates;
	uint64_t update_every; /* ns; 0: only at a SIGHUP */
	uint64_t grace;        /* ns */
	bool compiled;
	bool no_cache;
	bool verbose;
	bool stats;
	bool json;
	bool record_env;
	bool perf_map;
};

/* Fills in options whose `config` is new. Ends the process where the line is wrong, or asks for help.
 * The arguments must stay, and are changed. */
void run_options_parse(struct run_options *options, int argc, char **argv);

/* "app" of "dir/app.bpf.o" or "registry/app:v1". */
enum { RUN_NAME_MAX = 64 };
const char *run_name(const char *file, char name[static RUN_NAME_MAX]);

#endif
