/* SPDX-License-Identifier: MIT */
/* A run that is recorded, or replayed. For other runs these functions do nothing. */
#ifndef RUNTIME_TAPING_H
#define RUNTIME_TAPING_H

#include <stdbool.h>

#include "engine/engine.h"
#include "runtime/wasm_bpf.h"

struct err;
struct player;
struct recorder;
struct tape_writer;
struct wasm_bpf_instance;

/* Of a config. */
struct taping {
	struct tape_writer *writer;  /* until an instance takes it */
	bool keeps_variables;        /* the values of the guest's variables */
	struct player *player;
	bool is_diff;
};

void taping_release(struct taping *taping);

/* Prepares the options of the instance's session. -EBUSY if the config's recording is taken. */
int taping_init(struct wasm_bpf_instance *instance, struct err *err);

/* Begins, before the engine makes an instance, and after that. */
int taping_begin(struct wasm_bpf_instance *instance, struct err *err);
void taping_watch(struct wasm_bpf_instance *instance);

/* What stands before an import. */
const struct engine_import *taping_import(const struct wasm_bpf_instance *instance,
					  const struct engine_import *import, const char *module,
					  const char *name);

/* Ends. `ret` is what the run returned; gives what it returns now. */
int taping_end(struct wasm_bpf_instance *instance, int ret, struct wasm_bpf_result *result,
	       struct err *err);

void taping_free(struct wasm_bpf_instance *instance);

#endif
