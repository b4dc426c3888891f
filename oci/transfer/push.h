/* SPDX-License-Identifier: MIT */
/* A module's way into a registry, or into an OCI image layout. */
#ifndef TRANSFER_PUSH_H
#define TRANSFER_PUSH_H

#include <stdbool.h>

#include "format/manifest.h"
#include "lib/buf.h"
#include "registry/registry.h"

enum { PUSH_CODES_MAX = 8 };

/* An artifact that is ready to go. */
struct push {
	int fd;                     /* the module */
	int slices_fd;              /* its slices, or -1 */
	int code_fds[PUSH_CODES_MAX]; /* its compiled code */
	struct artifact_code codes[PUSH_CODES_MAX];
	size_t code_count;
	bool is_component;
	struct descriptor layer;    /* of it */
	struct descriptor slices;   /* of size 0: none */
	struct descriptor config;
	struct descriptor manifest;
	struct buf config_text;
	struct buf manifest_text;
};

#define PUSH_INIT \
	{ .fd = -1, \
	  .slices_fd = -1, \
	  .config_text = BUF_INIT(MANIFEST_MAX), \
	  .manifest_text = BUF_INIT(MANIFEST_MAX) }

/* Opens and hashes the module in `path`, whose descriptor becomes `artifact->layer`, and the
 * archive of slices in `slices`, unless that is null, and builds config and manifest. `push` was
 * begun by PUSH_INIT. Release with push_release() in any case. 0 or -errno: EINVAL for a file that
 * is no module, or no archive. */
int push_prepare(const char *path, const char *slices, struct artifact *artifact, struct push *push,
		 struct err *err);
void push_release(struct push *push);

/* Adds a file of the module's compiled code, before push_prepare(). 0 or -errno: EINVAL for a file that
 * `wasm-bpf compile` did not make, or for two for the same machines. */
int push_add_code(struct push *push, const char *path, struct err *err);

/* Brings it to the registry or layout of `ref`, whatever of it is not there; layers may be
 * taken over from the repository `mount` (or null). 0; 1 when all was there; -errno. */
int push_artifact(struct push *push, const struct ref *ref,
		  const struct registry_options *options, const char *mount, struct err *err);

#endif
