// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/err.h"

/* The time as RFC 3339 has it. */
static void format_time(int64_t seconds, char text[static 32])
{
	time_t time = (time_t)seconds;
	struct tm parts;

	if (!gmtime_r(&time, &parts) || !strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts))
		strcpy(text, "1970-01-01T00:00:00Z");
}

static bool is_object(const struct artifact *artifact)
{
	return strcmp(artifact->layer.media_type, MEDIA_TYPE_BPF) == 0;
}

/* The config of the CNCF's artifact, or that of a container without files of its own. Some
 * who read the former want a time in any case. */
static json_t *make_config(const struct artifact *artifact, const char *created)
{
	const char *os = artifact->is_component ? "wasip2" : "wasip1";
	json_t *digests;

	if (is_object(artifact))
		return json_object();
	digests = json_pack("[s]", artifact->layer.digest.text);
	if (artifact->slices.size)
		json_array_append_new(digests, json_string(artifact->slices.digest.text));
	for (size_t i = 0; i < artifact->code_count; i++)
		json_array_append_new(digests, json_string(artifact->codes[i].layer.digest.text));
	if (!artifact->container)
		return json_pack("{ss ss ss so}", "created", created, "architecture", "wasm", "os",
				 os, "layerDigests", digests);
	return json_pack("{ss ss ss s{s[s]} s{ss so}}", "created", created, "architecture", "wasm",
			 "os", os, "config", "Entrypoint", artifact->title, "rootfs", "type",
			 "layers", "diff_ids", digests);
}

/* oras writes only layers with a title to files. */
static json_t *make_slices(const struct artifact *artifact)
{
	json_t *layer = descriptor_json(&artifact->slices);
	const json_t *title = json_sprintf("%s.btfs", artifact->title);

	json_object_set_new(layer, "annotations", json_pack("{so}", ANNOTATION_TITLE, title));
	return layer;
}

/* Runtimes of container images would take them for part of a file system: only ours have them. */
static json_t *make_code(const struct artifact *artifact, const struct artifact_code *code)
{
	json_t *layer = descriptor_json(&code->layer);
	const json_t *title = json_sprintf("%s.cwasm", artifact->title);

	json_object_set_new(layer, "annotations",
			    json_pack("{so ss}", ANNOTATION_TITLE, title, ANNOTATION_CODE,
				      code->maker));
	return layer;
}

static json_t *make_manifest(const struct artifact *artifact,
			     const struct descriptor *config_descriptor, const char *created)
{
	json_t *config = descriptor_json(config_descriptor);
	json_t *layer = descriptor_json(&artifact->layer), *layers;
	json_t *annotations = json_object(), *manifest;

	if (artifact->created)
		json_object_set_new(annotations, ANNOTATION_CREATED, json_string(created));
	json_object_set_new(layer, "annotations",
			    json_pack("{ss}", ANNOTATION_TITLE, artifact->title));
	json_object_set_new(annotations, ANNOTATION_TITLE, json_string(artifact->title));
	if (artifact->annotations)
		json_object_update(annotations, artifact->annotations);
	layers = json_pack("[o]", layer);
	if (artifact->slices.size)
		json_array_append_new(layers, make_slices(artifact));
	for (size_t i = 0; i < artifact->code_count; i++)
		json_array_append_new(layers, make_code(artifact, &artifact->codes[i]));
	manifest = json_pack("{si ss so so so}", "schemaVersion", 2, "mediaType",
			     MEDIA_TYPE_MANIFEST, "config", config, "layers", layers, "annotations",
			     annotations);
	/* Where the config says nothing, the manifest says what it is. */
	if (is_object(artifact))
		json_object_set_new(manifest, "artifactType", json_string(MEDIA_TYPE_BPF));
	return manifest;
}

/* Writes a value in the order in which it was made, and frees it. */
static int write_json(json_t *json, struct buf *to, struct err *err)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	if (text)
		buf_puts(to, text);
	else
		to->error = ENOMEM;
	free(text);
	json_decref(json);
	return to->error ? err_set(err, to->error, "cannot make a manifest: %s",
				   strerror(to->error)) : 0;
}

int manifest_build(const struct artifact *artifact, struct buf *config, struct buf *manifest,
		   struct err *err)
{
	struct descriptor made = { 0 };
	char created[32];
	int ret;

	format_time(artifact->created, created);
	ret = write_json(make_config(artifact, created), config, err);
	if (!ret)
		ret = digest_of(config->data, config->len, &made.digest, err);
	if (ret)
		return ret;
	made.size = config->len;
	strcpy(made.media_type, is_object(artifact)   ? MEDIA_TYPE_EMPTY
				: artifact->container ? MEDIA_TYPE_IMAGE_CONFIG
						      : MEDIA_TYPE_WASM_CONFIG);
	return write_json(make_manifest(artifact, &made, created), manifest, err);
}
