/* SPDX-License-Identifier: MIT */
/*
 * Manifests: what an artifact consists of. Those of strangers are read with care; ours
 * are written in the form that most tools understand.
 *
 *	https://github.com/opencontainers/image-spec/blob/main/manifest.md
 *	https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/
 */
#ifndef FORMAT_MANIFEST_H
#define FORMAT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/descriptor.h"
#include "lib/code_file.h"

struct buf;
struct err;

enum {
	MANIFEST_MAX = 4 * 1024 * 1024, /* bytes */
	MANIFEST_SLICES_MAX = 1 << 28,  /* bytes of an archive of slices */
};

#define MEDIA_TYPE_DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define MEDIA_TYPE_DOCKER_LIST "application/vnd.docker.distribution.manifest.list.v2+json"
#define MEDIA_TYPE_IMAGE_CONFIG "application/vnd.oci.image.config.v1+json"
#define MEDIA_TYPE_EMPTY "application/vnd.oci.empty.v1+json"
#define MEDIA_TYPE_WASM_CONFIG "application/vnd.wasm.config.v0+json"
#define MEDIA_TYPE_WASM "application/wasm"
#define MEDIA_TYPE_OURS "application/vnd.wasm-bpf." /* what begins so */
#define MEDIA_TYPE_SLICES MEDIA_TYPE_OURS "slices.v1"
#define MEDIA_TYPE_CODE MEDIA_TYPE_OURS "code.v1"
#define MEDIA_TYPE_BPF "application/vnd.gadget.ebpf.program.v1+binary" /* Inspektor Gadget's */

/* What a registry is asked for. */
#define MANIFEST_ACCEPT MEDIA_TYPE_MANIFEST ", " MEDIA_TYPE_INDEX ", " \
	MEDIA_TYPE_DOCKER_MANIFEST ", " MEDIA_TYPE_DOCKER_LIST

#define ANNOTATION_CREATED "org.opencontainers.image.created"
#define ANNOTATION_TITLE "org.opencontainers.image.title"
#define ANNOTATION_NEEDS "io.wasm-bpf.needs"
#define ANNOTATION_CODE "io.wasm-bpf.code" /* of a layer: who can load it (lib/code_file.h) */

enum manifest_kind { MANIFEST_IMAGE, MANIFEST_INDEX };

struct manifest {
	enum manifest_kind kind;
	json_t *json;              /* all of it */
	struct descriptor config;  /* of an image */
	struct descriptor *parts;  /* the layers of an image, the manifests of an index */
	size_t count;
};

/* Whether a media type is that of an image manifest or index. */
bool manifest_is_type(const char *media_type);

/* Parses a manifest that was sent as `media_type`. 0, or -EINVAL for one that is none,
 * that says it is of another type, or that is of both kinds at once. */
int manifest_parse(const void *text, size_t size, const char *media_type,
		   struct manifest *ret_manifest, struct err *err);
void manifest_release(struct manifest *manifest);

/* The value of an annotation, owned by the manifest, or null. */
const char *manifest_annotation(const struct manifest *manifest, const char *name);

/* The layer of an image that holds the WebAssembly module: one of a type for it, or the
 * only layer, whose bytes must then show it. 0 or -EINVAL with what is there instead. */
int manifest_wasm_layer(const struct manifest *image, struct descriptor *ret_layer,
			struct err *err);

/* The layer of an image that holds slices of kernels' BTF for the module; its size is 0 if there is
 * none. -EINVAL if there are several, if it is empty or too large, or if there is a layer of ours
 * that is not known here. */
int manifest_slices_layer(const struct manifest *image, struct descriptor *ret_layer,
			  struct err *err);

/* The layer of an image that holds the module's compiled code for whoever `maker` names; its size
 * is 0 if there is none. */
void manifest_code_layer(const struct manifest *image, const char *maker,
			 struct descriptor *ret_layer);

/* For whom this part of an image is, if it is compiled code that says so; or null. */
const char *manifest_code_maker(const struct manifest *image, size_t part);

/* Whether content of this type may be away: it is fetched by who can use it. */
bool manifest_is_optional(const char *media_type);

/* The manifest that an index has for WebAssembly. 0 or -EINVAL. */
int manifest_wasm_entry(const struct manifest *index, struct descriptor *ret_entry,
			struct err *err);

/* The manifest that an index has for Linux on an architecture ("amd64"). 0, or -EINVAL with
 * the architectures that are there. */
int manifest_image_entry(const struct manifest *index, const char *architecture,
			 struct descriptor *ret_entry, struct err *err);

/* A layer with compiled code, and for whom it is. */
struct artifact_code {
	struct descriptor layer;
	char maker[CODE_MAKER_SIZE];
};

/* What ours is made of. */
struct artifact {
	struct descriptor layer;
	struct descriptor slices; /* the layer with slices; of size 0: none */
	const struct artifact_code *codes; /* layers with compiled code */
	size_t code_count;
	const char *title;      /* a file name; only a label */
	int64_t created;        /* seconds since 1970, or 0: not told */
	bool is_component; /* for WASI 0.2 */
	bool container;         /* with a config that containerd's shims take */
	json_t *annotations;    /* a name and value each, or null */
};

/* Writes config and manifest; the same artifact gives the same bytes, always.
 * 0, -ENOMEM. */
int manifest_build(const struct artifact *artifact, struct buf *config, struct buf *manifest,
		   struct err *err);

#endif
