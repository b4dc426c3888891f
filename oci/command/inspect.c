// SPDX-License-Identifier: MIT
/* wasm-bpf inspect: what an artifact is and needs, without pulling it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/remote.h"
#include "format/json.h"
#include "format/manifest.h"
#include "lib/err.h"
#include "transfer/local.h"

struct arguments {
	struct registry_options registry;
	struct ref ref;
	bool json;
	bool raw;
	bool remote;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "raw", 'r', NULL, 0, "Print the manifest unchanged", 0 },
	{ "remote", 'R', NULL, 0, "Ask the registry even if the local store has the artifact", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &arguments->registry; return 0;
	case 'j': arguments->json = true; return 0;
	case 'r': arguments->raw = true; return 0;
	case 'R': arguments->remote = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a reference is needed"); return EINVAL;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* --- where manifests come from --------------------------------------------------- */

/* A store that has the artifact, or the registry. */
struct source {
	struct store *store;
	struct registry *registry;
	struct descriptor found; /* what the reference means in the store */
};

static int source_open(const struct arguments *arguments, struct source *source,
		       struct err *err)
{
	bool layout = arguments->ref.kind == REF_LAYOUT;
	int ret = local_open(&arguments->ref, STORE_READ, &source->store, err);

	if (ret)
		return ret;
	ret = arguments->remote && !layout ? -ENOENT :
	      local_find(source->store, &arguments->ref, &source->found, err);
	if (ret == 0 || layout)
		return ret;
	return registry_open(&arguments->ref, &arguments->registry, false, &source->registry, err);
}

static void source_release(struct source *source)
{
	registry_free(source->registry);
	store_free(source->store);
}

/* Reads the manifest that the reference means, or the one that `entry` of it describes. */
static int source_read(const struct source *source, const struct ref *ref,
		       const struct descriptor *entry, struct buf *text,
		       struct descriptor *ret_descriptor, struct err *err)
{
	const char *name = entry ? entry->digest.text : *ref->digest ? ref->digest : ref->tag;

	if (source->registry)
		return registry_get_manifest(source->registry, name, text, ret_descriptor, err);
	*ret_descriptor = entry ? *entry : source->found;
	return store_blob_read(source->store, ret_descriptor, text, err);
}

/* --- what is told ------------------------------------------------------------------ */

/* The artifact: the manifest that the reference means and, behind an index, the image. */
struct view {
	struct descriptor descriptor;
	struct buf text;
	struct manifest top;
	struct manifest image;
	struct descriptor module;
	struct descriptor slices; /* of size 0: none */
};

static int view_read(const struct arguments *arguments, const struct source *source,
		     struct view *view, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	struct descriptor entry, read;
	int ret = source_read(source, &arguments->ref, NULL, &view->text, &view->descriptor, err);

	if (!ret)
		ret = manifest_parse(view->text.data, view->text.len, view->descriptor.media_type,
				     &view->top, err);
	if (!ret && view->top.kind == MANIFEST_INDEX) {
		ret = manifest_wasm_entry(&view->top, &entry, err);
		if (!ret)
			ret = source_read(source, &arguments->ref, &entry, &text, &read, err);
		if (!ret)
			ret = manifest_parse(text.data, text.len, entry.media_type, &view->image,
					     err);
	} else if (!ret) {
		view->image = view->top;
		json_incref(view->top.json);
		view->top.parts = NULL;
	}
	if (!ret)
		ret = manifest_wasm_layer(&view->image, &view->module, err);
	if (!ret)
		ret = manifest_slices_layer(&view->image, &view->slices, err);
	buf_release(&text);
	return ret;
}

static void view_release(struct view *view)
{
	manifest_release(&view->top);
	manifest_release(&view->image);
	buf_release(&view->text);
}

/* The annotation that tells what the guest needs: a new object, or null. */
static json_t *needs(const struct view *view)
{
	const char *text = manifest_annotation(&view->image, ANNOTATION_NEEDS);
	json_t *object = NULL;

	if (text)
		json_parse_object(text, strlen(text), "the annotation", &object, NULL);
	return object;
}

static void print_needs(const json_t *needs)
{
	const json_t *program, *feature;
	size_t i;

	printf("needs:\n  abi %" JSON_INTEGER_FORMAT "\n",
	       json_integer_value(json_object_get(needs, "abi")));
	json_array_foreach(json_object_get(needs, "programs"), i, program) {
		printf("  program ");
		command_print_text(json_string_value(json_object_get(program, "type")));
		printf(" ");
		command_print_text(json_string_value(json_object_get(program, "target")));
		printf("\n");
	}
	json_array_foreach(json_object_get(needs, "features"), i, feature) {
		printf("  feature ");
		command_print_text(json_string_value(feature));
		printf("\n");
	}
}

static void print_codes(const struct manifest *image)
{
	for (size_t i = 0; i < image->count; i++) {
		const char *maker = manifest_code_maker(image, i);

		if (!maker)
			continue;
		printf("code: %s, %llu bytes, for ", image->parts[i].digest.text,
		       (unsigned long long)image->parts[i].size);
		command_print_text(maker);
		printf("\n");
	}
}

/* The same as an array; null: there is none. */
static json_t *codes_json(const struct manifest *image)
{
	json_t *codes = NULL;

	for (size_t i = 0; i < image->count; i++) {
		const char *maker = manifest_code_maker(image, i);
		json_t *code = maker ? descriptor_json(&image->parts[i]) : NULL;

		if (!maker)
			continue;
		json_object_set_new(code, "for", json_string(maker));
		codes = codes ? codes : json_array();
		json_array_append_new(codes, code);
	}
	return codes;
}

static void print_text(const char *name, const struct source *source, const struct view *view)
{
	json_t *annotations = json_object_get(view->image.json, "annotations"), *value;
	json_t *wants = needs(view);
	const char *key;

	printf("reference: %s\nfrom: %s\ndigest: %s\ntype: ", name,
	       source->registry ? "registry" : store_dir(source->store),
	       view->descriptor.digest.text);
	command_print_text(view->descriptor.media_type);
	printf("\nconfig: ");
	command_print_text(view->image.config.media_type);
	printf("\nmodule: %s, %llu bytes\n", view->module.digest.text,
	       (unsigned long long)view->module.size);
	if (view->slices.size)
		printf("slices: %s, %llu bytes\n", view->slices.digest.text,
		       (unsigned long long)view->slices.size);
	print_codes(&view->image);
	if (json_object_size(annotations))
		printf("annotations:\n");
	json_object_foreach(annotations, key, value) {
		if (strcmp(key, ANNOTATION_NEEDS) == 0 && wants)
			continue;
		printf("  ");
		command_print_text(key);
		printf(": ");
		command_print_text(json_string_value(value));
		printf("\n");
	}
	if (wants)
		print_needs(wants);
	json_decref(wants);
}

static void print_json(const char *name, const struct source *source, const struct view *view)
{
	json_t *annotations = json_object_get(view->image.json, "annotations");
	json_t *codes = codes_json(&view->image);
	json_t *json = json_pack("{ss ss ss ss ss sO? so*}", "reference", name, "from",
				 source->registry ? "registry" : store_dir(source->store),
				 "digest", view->descriptor.digest.text, "mediaType",
				 view->descriptor.media_type, "configType",
				 view->image.config.media_type, "annotations", annotations,
				 "needs", needs(view));

	json_object_set_new(json, "module", descriptor_json(&view->module));
	if (view->slices.size)
		json_object_set_new(json, "slices", descriptor_json(&view->slices));
	if (codes)
		json_object_set_new(json, "code", codes);
	json_object_set(json, "manifest", view->top.json);
	command_print_json(json);
	json_decref(json);
}

static int show(const struct arguments *arguments, const struct source *source,
		struct err *err)
{
	struct view view = { .text = BUF_INIT(MANIFEST_MAX) };
	char name[REF_TEXT_MAX];
	int ret;

	ref_format(&arguments->ref, name);
	if (arguments->raw)
		ret = source_read(source, &arguments->ref, NULL, &view.text, &view.descriptor, err);
	else
		ret = view_read(arguments, source, &view, err);
	if (ret)
		err_prefix(err, "cannot inspect '%s'", name);
	else if (arguments->raw)
		command_print_lines(view.text.data, view.text.len);
	else if (arguments->json)
		print_json(name, source, &view);
	else
		print_text(name, source, &view);
	view_release(&view);
	return ret;
}

int cmd_inspect(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "REF",
		"Show an artifact: its module, annotations, and what it needs of a machine.\vIf "
		"the local store does not have the artifact, the command asks the registry for "
		"the manifest; it does not pull the module.",
		children, NULL, NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct source source = { 0 };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = source_open(&arguments, &source, err);
	if (!ret)
		ret = show(&arguments, &source, err);
	source_release(&source);
	return ret;
}
