/* SPDX-License-Identifier: MIT */
/* What guests emit, shown as the options say that are there for objects, too. */
#ifndef OBSERVE_EMITTED_H
#define OBSERVE_EMITTED_H

struct emitted;
struct err;
struct observe_options;
struct wasm_bpf_config;

/* Lets the config's guests emit records. The options must stay. -ENOMEM, or why a sink cannot be
 * opened. */
int emitted_begin(struct wasm_bpf_config *config, const struct observe_options *options,
		  struct emitted **ret_emitted, struct err *err);

/* After the run: shows what was kept, and closes the sinks. 0, or -errno of a write. */
int emitted_end(struct emitted *emitted, struct err *err);

#endif
