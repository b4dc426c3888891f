/* SPDX-License-Identifier: MIT */
/* Streams of records that a guest emits: it computes, and whoever runs it shows them. */
#ifndef SESSION_EMISSION_H
#define SESSION_EMISSION_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/wasm_bpf.h"

struct err;
struct object;
struct session;

/* Who takes the records: a function of wasm_bpf_config_records(). A null function: nobody does. */
struct emission_taker {
	wasm_bpf_records *take;
	void *context;
};

struct emission {
	struct wasm_bpf_stream shown;  /* what the taker sees; it owns its name and BTF */
	int32_t handle;
};

/*
 * Opens a stream of the struct `type`, by its tag or typedef. Its BTF is that of the object,
 * or if that is null, of `bytes`: an ELF file with BTF, or BTF alone, which the stream copies.
 * The session owns the stream. -ENOENT if there is no such struct; -EOPNOTSUPP if nobody takes
 * records; -EMFILE; -EINVAL; -ENOMEM; or what the taker says.
 */
int emission_open(struct session *session, const struct object *object, const void *bytes,
		  size_t size, const char *type, const char *name, struct emission **ret_emission,
		  struct err *err);

/* Hands over records, one behind the other, or none, for a heading. -EINVAL if the size is not that
 * of whole records. */
int emission_emit(struct session *session, struct emission *emission, const void *records,
		  size_t size, struct err *err);

/* Tells the taker that the guest is about to wait. */
void emission_rest(struct session *session);

void emission_free(struct emission *emission);

#endif
