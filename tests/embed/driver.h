/* SPDX-License-Identifier: MIT */
/* What the parts of the driver share: a run, and the tests by their names. */
#ifndef EMBED_DRIVER_H
#define EMBED_DRIVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "wasm_bpf.h"

enum { OUTPUT_MAX = 1 << 20 };

extern atomic_int failures;

#define IS(got, wanted)                                                                      \
	do {                                                                                 \
		const long long got_ = (long long)(got), wanted_ = (long long)(wanted);      \
		if (got_ != wanted_) {                                                       \
			printf("line %d: %s is %lld, not %lld\n", __LINE__, #got, got_, wanted_); \
			failures++;                                                          \
		}                                                                            \
	} while (0)
#define HAS(text, words)                                                                     \
	do {                                                                                 \
		if (!strstr(text, words)) {                                                  \
			printf("line %d: no '%s' in '%s'\n", __LINE__, words, text);         \
			failures++;                                                          \
		}                                                                            \
	} while (0)

struct output {
	pthread_mutex_t lock;
	size_t size;
	char text[OUTPUT_MAX];
};

struct run {
	struct wasm_bpf_config *config;
	struct wasm_bpf_instance *instance;
	struct wasm_bpf_result result;
	struct wasm_bpf_error error;
	struct output out, err, messages;
	pthread_t runner;
	int ret;
};

/* What guest.bpf.c calls them, and the driver by its process's number. */
#define OWN_PROGRAM "own_p%07d"
#define OWN_MAP "own_m%07d"

/* The files of the command line. */
extern const char *guest_path;
extern const unsigned char *object, *wasm;
extern size_t object_size, wasm_size;

/* Of the test that runs. */
extern struct wasm_bpf_module *module;
extern struct wasm_bpf_runtime *runtime;

/* A runtime, and the guest's module; and their end. */
void set_up(unsigned int flags);
void tear_down(void);

/* A run with a config of its own, which can be changed until make_instance(). */
struct run *new_run(const char *what, const char *more);
void make_instance(struct run *run);
void free_run(struct run *run);

/* Runs it: the exit status, or the error. Or on a thread, from start() to finish(). */
int go(struct run *run);
void start(struct run *run);
int finish(struct run *run);

/* Keeps output. */
wasm_bpf_output keep;

/* Waits until the guest says so. */
void wait_for(struct run *run, const char *words);

/* One run of one word; the exit status. */
int simple(const char *what, const char *more);

/* Gives the config all functions that the guest imports from module "driver". */
void offer(struct wasm_bpf_config *config);

/* One to offer where it is not called. */
wasm_bpf_function any_function;

#define TEST(name) void test_##name(void);
#include "tests.def"
#undef TEST

#endif
