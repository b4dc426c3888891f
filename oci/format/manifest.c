// SPDX-License-Identifier: MIT
#include "format/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "lib/err.h"

static const struct {
	const char *media_type;
	enum manifest_kind kind;
} types[] = {
	{ MEDIA_TYPE_MANIFEST, MANIFEST_IMAGE },
	{ MEDIA_TYPE_DOCKER_MANIFEST, MANIFEST_IMAGE },
	{ MEDIA_TYPE_INDEX, MANIFEST_INDEX },
	{ MEDIA_TYPE_DOCKER_LIST, MANIFEST_INDEX },
};

/* What a layer of WebAssembly is called, by whom first. */
static const char *const wasm_types[] = {
	MEDIA_TYPE_WASM,                                            /* CNCF, wkg, oras, spin */
	"application/vnd.wasm.content.layer.v1+wasm",               /* wasm-to-oci */
	"application/vnd.module.wasm.content.layer.v1+wasm",        /* solo.io, Istio */
	"application/vnd.w3c.wasm.module.v1+wasm",                  /* runwasi, earlier */
	"application/vnd.bytecodealliance.wasm.component.layer.v0+wasm", /* runwasi */
};

/* What a layer with a BPF object is called. */
static bool is_object_type(const char *media_type)
{
	return strcmp(media_type, MEDIA_TYPE_BPF) == 0;
}

static int kind_of(const char *media_type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i].media_type, media_type) == 0)
			return (int)types[i].kind;
	return -1;
}

bool manifest_is_type(const char *media_type)
{
	return kind_of(media_type) >= 0;
}

static bool is_wasm_type(const char *media_type)
{
	for (size_t i = 0; i < sizeof(wasm_types) / sizeof(*wasm_types); i++)
		if (strcmp(wasm_types[i], media_type) == 0)
			return true;
	return false;
}

/* --- reading ------------------------------------------------------------------- */

/* The outer form: version, kind, and that both agree with the type it was sent as. */
static int check_form(const json_t *json, const char *media_type, int kind, struct err *err)
{
	const json_t *type = json_object_get(json, "mediaType");

	if (kind < 0)
		return err_set(err, EINVAL, "'%.100s' is not the manifest of an artifact",
			       media_type);
	if (json_integer_value(json_object_get(json, "schemaVersion")) != 2)
		return err_set(err, EINVAL, "the manifest is not of schema version 2");
	if (type && (!json_is_string(type) || strcmp(json_string_value(type), media_type) != 0))
		return err_set(err, EINVAL,
			       "the manifest was sent as '%.100s' and says "
			       "it is '%.100s'",
			       media_type, json_is_string(type) ? json_string_value(type) : "?");
	if (json_object_get(json, kind == MANIFEST_IMAGE ? "manifests" : "layers"))
		return err_set(err, EINVAL, "the manifest is both an image and an index");
	return 0;
}

static int take_parts(struct manifest *manifest, struct err *err)
{
	const char *name = manifest->kind == MANIFEST_IMAGE ? "layers" : "manifests";
	const json_t *array = json_object_get(manifest->json, name);
	size_t count = json_array_size(array);
	int ret = 0;

	if (!json_is_array(array))
		return err_set(err, EINVAL, "the manifest has no '%s'", name);
	manifest->parts = calloc(count ? count : 1, sizeof(*manifest->parts));
	if (!manifest->parts)
		return err_set(err, ENOMEM, "out of memory");
	for (; !ret && manifest->count < count; manifest->count++)
		ret = descriptor_parse(json_array_get(array, manifest->count),
				       &manifest->parts[manifest->count], err);
	return ret;
}

static int fill(struct manifest *manifest, const char *media_type, struct err *err)
{
	int kind = kind_of(media_type);
	int ret = check_form(manifest->json, media_type, kind, err);

	if (ret)
		return ret;
	manifest->kind = (enum manifest_kind)kind;
	if (kind == MANIFEST_IMAGE)
		ret = descriptor_parse(json_object_get(manifest->json, "config"),
				       &manifest->config, err);
	return ret ? ret : take_parts(manifest, err);
}

int manifest_parse(const void *text, size_t size, const char *media_type,
		   struct manifest *ret_manifest, struct err *err)
{
	struct manifest manifest = { 0 };
	int ret = json_parse_object(text, size, "the manifest", &manifest.json, err);

	if (!ret)
		ret = fill(&manifest, media_type, err);
	if (ret)
		manifest_release(&manifest);
	else
		*ret_manifest = manifest;
	return ret;
}

void manifest_release(struct manifest *manifest)
{
	json_decref(manifest->json);
	free(manifest->parts);
	*manifest = (struct manifest){ 0 };
}

const char *manifest_annotation(const struct manifest *manifest, const char *name)
{
	return json_string_value(
		json_object_get(json_object_get(manifest->json, "annotations"), name));
}

/* --- choosing -------------------------------------------------------------------- */

/* Whether only its bytes tell what an only layer is. Archives are none of ours, but oras
 * calls one what it was given no type for. */
static bool may_be_wasm(const char *media_type)
{
	return !strstr(media_type, "tar") ||
	       strcmp(media_type, "application/vnd.oci.image.layer.v1.tar") == 0;
}

/* The only layer of a kind, null if there is none. */
static int find_layer(const struct manifest *image, bool (*is_type)(const char *media_type),
		      const char *what, const struct descriptor **ret_layer, struct err *err)
{
	*ret_layer = NULL;
	for (size_t i = 0; i < image->count; i++) {
		if (!is_type(image->parts[i].media_type))
			continue;
		if (*ret_layer)
			return err_set(err, EINVAL, "the artifact has several %s layers", what);
		*ret_layer = &image->parts[i];
	}
	return 0;
}

static bool is_slices_type(const char *media_type)
{
	return strcmp(media_type, MEDIA_TYPE_SLICES) == 0;
}

bool manifest_is_optional(const char *media_type)
{
	return strcmp(media_type, MEDIA_TYPE_CODE) == 0;
}

/* A layer of somebody else's may stand beside the module; one of ours has a meaning. */
static int check_ours(const struct manifest *image, struct err *err)
{
	for (size_t i = 0; i < image->count; i++) {
		const char *type = image->parts[i].media_type;

		if (strncmp(type, MEDIA_TYPE_OURS, strlen(MEDIA_TYPE_OURS)) != 0 ||
		    is_slices_type(type) || manifest_is_optional(type))
			continue;
		err_set(err, EINVAL, "the artifact has a layer '%.100s', which is not known", type);
		return err_hint(err, "a newer wasm-bpf may know it");
	}
	return 0;
}

int manifest_slices_layer(const struct manifest *image, struct descriptor *ret_layer,
			  struct err *err)
{
	const struct descriptor *found;
	int ret = check_ours(image, err);

	if (!ret)
		ret = find_layer(image, is_slices_type, "slices", &found, err);
	if (ret)
		return ret;
	*ret_layer = (struct descriptor){ 0 };
	if (!found)
		return 0;
	if (!found->size || found->size > MANIFEST_SLICES_MAX)
		return err_set(err, EINVAL, "the layer with slices has %llu bytes, not 1 to %d MiB",
			       (unsigned long long)found->size, MANIFEST_SLICES_MAX >> 20);
	*ret_layer = *found;
	return 0;
}

/* The descriptors lie in the order of the JSON's layers, which has their annotations. */
const char *manifest_code_maker(const struct manifest *image, size_t part)
{
	const json_t *layer = json_array_get(json_object_get(image->json, "layers"), part);

	return manifest_is_optional(image->parts[part].media_type)
		       ? json_string_value(json_object_get(json_object_get(layer, "annotations"),
							   ANNOTATION_CODE))
		       : NULL;
}

void manifest_code_layer(const struct manifest *image, const char *maker,
			 struct descriptor *ret_layer)
{
	*ret_layer = (struct descriptor){ 0 };
	for (size_t i = 0; i < image->count; i++) {
		const char *text = manifest_code_maker(image, i);

		if (text && strcmp(text, maker) == 0)
			*ret_layer = image->parts[i];
	}
}

/* A guest comes before an object: the object of a gadget stands alone. */
int manifest_wasm_layer(const struct manifest *image, struct descriptor *ret_layer, struct err *err)
{
	const struct descriptor *found;
	int ret = find_layer(image, is_wasm_type, "WebAssembly", &found, err);

	if (!ret && !found)
		ret = find_layer(image, is_object_type, "BPF", &found, err);
	if (ret)
		return ret;
	if (!found && image->count == 1 && may_be_wasm(image->parts[0].media_type))
		found = &image->parts[0];
	if (!found)
		return err_set(err, EINVAL, "the artifact has no WebAssembly layer: its %s "
			       "'%.100s'",
			       image->count == 1 ? "only layer is" : "first of several layers is",
			       image->count ? image->parts[0].media_type : "none");
	*ret_layer = *found;
	return 0;
}

/* How well an entry of an index suits: 0 not at all. */
static int suitability(const json_t *entry, bool only)
{
	const json_t *platform = json_object_get(entry, "platform");
	const char *architecture = json_string_value(json_object_get(platform, "architecture"));
	const char *os = json_string_value(json_object_get(platform, "os"));
	const char *type = json_string_value(json_object_get(entry, "artifactType"));
#ifdef __aarch64__
	static const char own[] = "arm64";
#else
	static const char own[] = "amd64";
#endif

	if (architecture && strncmp(architecture, "wasm", 4) == 0)
		return !os                         ? 2
		       : strcmp(os, "wasip1") == 0 ? 5
		       : strcmp(os, "wasip2") == 0 ? 4
		       : strcmp(os, "wasi") == 0   ? 3
						   : 2;
	if (!platform && type && strstr(type, "wasm"))
		return 2;
	/* A gadget has an object for each architecture. */
	if (type && strstr(type, "gadget") && architecture && strcmp(architecture, own) == 0)
		return 1;
	return !platform && only;
}

int manifest_wasm_entry(const struct manifest *index, struct descriptor *ret_entry,
			struct err *err)
{
	const json_t *entries = json_object_get(index->json, "manifests");
	size_t found = 0;
	int best = 0;

	for (size_t i = 0; i < index->count; i++) {
		int suits = suitability(json_array_get(entries, i), index->count == 1);

		if (suits > best && manifest_is_type(index->parts[i].media_type)) {
			best = suits;
			found = i;
		}
	}
	if (!best)
		return err_set(err, EINVAL, "none of the %zu entries of the index is for "
			       "WebAssembly", index->count);
	*ret_entry = index->parts[found];
	return 0;
}

static const char *platform_text(const json_t *entry, const char *name)
{
	const json_t *platform = json_object_get(entry, "platform");
	const char *text = json_string_value(json_object_get(platform, name));

	return text ? text : "";
}

int manifest_image_entry(const struct manifest *index, const char *architecture,
			 struct descriptor *ret_entry, struct err *err)
{
	const json_t *entries = json_object_get(index->json, "manifests");
	char there[128] = "";

	for (size_t i = 0; i < index->count; i++) {
		const json_t *entry = json_array_get(entries, i);
		const char *other = platform_text(entry, "architecture");
		const size_t len = strlen(there);

		if (strcmp(platform_text(entry, "os"), "linux") != 0 ||
		    !manifest_is_type(index->parts[i].media_type))
			continue;
		if (strcmp(other, architecture) == 0) {
			*ret_entry = index->parts[i];
			return 0;
		}
		snprintf(there + len, sizeof(there) - len, "%s%.32s", len ? ", " : "", other);
	}
	if (!*there)
		return err_set(err, EINVAL, "none of the %zu entries of the index is for Linux",
			       index->count);
	return err_set(err, EINVAL, "the index has no image for %s, but for %s", architecture,
		       there);
}
