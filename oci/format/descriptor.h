/* SPDX-License-Identifier: MIT */
/*
 * What points at content: its type, digest and size, an OCI descriptor.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md
 */
#ifndef FORMAT_DESCRIPTOR_H
#define FORMAT_DESCRIPTOR_H

#include <jansson.h>
#include <stdint.h>

#include "format/digest.h"

struct err;

enum { MEDIA_TYPE_MAX = 127 };

#define MEDIA_TYPE_INDEX "application/vnd.oci.image.index.v1+json"
#define MEDIA_TYPE_MANIFEST "application/vnd.oci.image.manifest.v1+json"

struct descriptor {
	char media_type[MEDIA_TYPE_MAX + 1];
	struct digest digest;
	uint64_t size; /* bytes, at most INT64_MAX */
};

/* Takes mediaType, digest and size from a JSON object that anybody may have
 * written. 0, or -EINVAL with the reason. */
int descriptor_parse(const json_t *json, struct descriptor *ret_descriptor, struct err *err);

/* A new JSON object of the three; null when memory is out. */
json_t *descriptor_json(const struct descriptor *descriptor);

#endif
