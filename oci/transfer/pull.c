// SPDX-License-Identifier: MIT
#include "transfer/pull.h"

#include <errno.h>
#include <string.h>

#include "format/manifest.h"
#include "lib/err.h"
#include "store/tree.h"
#include "transfer/export.h"
#include "transfer/local.h"

/* One pull on its way. */
struct pull {
	struct registry *registry;
	const struct ref *ref;
	const struct trust *trust;
	const struct registry_options *options;
	const char *architecture; /* of an image of Linux; null: WebAssembly is wanted */
	struct store *store;
	struct err *err;
};

/* Stores a manifest under the type it was sent as; what points at it comes after. */
static int keep(struct pull *pull, const struct buf *text, const struct descriptor *manifest)
{
	return store_blob_write_bytes(pull->store, manifest, text->data, text->len, pull->err);
}

/* The layers together are bounded as each of them is. */
static int check_sizes(const struct pull *pull, const struct manifest *image)
{
	uint64_t left = pull->options->max_size;

	for (size_t i = 0; i < image->count; i++) {
		if (manifest_is_optional(image->parts[i].media_type))
			continue;
		if (image->parts[i].size > left) {
			err_set(pull->err, EFBIG, "the artifact has more than the %llu MiB allowed",
				(unsigned long long)pull->options->max_size >> 20);
			return err_hint(pull->err, "--max-size MIB allows more");
		}
		left -= image->parts[i].size;
	}
	if (image->config.size > MANIFEST_MAX)
		return err_set(pull->err, EFBIG, "the config of the artifact is larger than %d MiB",
			       MANIFEST_MAX >> 20);
	return 0;
}

/* Fetches the layers and config of an image, then keeps its manifest. */
static int take_image(struct pull *pull, const struct buf *text,
		      const struct descriptor *descriptor, const struct manifest *image)
{
	struct descriptor wasm = { 0 }, slices;
	int ret = pull->architecture ? 0 : manifest_wasm_layer(image, &wasm, pull->err);

	if (!ret && !pull->architecture)
		ret = manifest_slices_layer(image, &slices, pull->err);
	if (!ret)
		ret = check_sizes(pull, image);
	for (size_t i = 0; !ret && i < image->count; i++) {
		const struct descriptor *layer = &image->parts[i];

		if (manifest_is_optional(layer->media_type))
			continue;
		ret = registry_fetch_blob(pull->registry, layer,
					  digest_equal(&layer->digest, &wasm.digest),
					  pull->store, pull->err);
	}
	if (!ret)
		ret = registry_fetch_blob(pull->registry, &image->config, false, pull->store,
					  pull->err);
	return ret ? ret : keep(pull, text, descriptor);
}

static int take_manifest(struct pull *pull, const char *tag_or_digest, bool nested,
			 struct descriptor *ret_manifest);

/* Takes the entry that is wanted, then keeps the index. */
static int take_index(struct pull *pull, const struct buf *text,
		      const struct descriptor *descriptor, const struct manifest *index)
{
	struct descriptor entry, taken = { 0 };
	int ret = pull->architecture
			  ? manifest_image_entry(index, pull->architecture, &entry, pull->err)
			  : manifest_wasm_entry(index, &entry, pull->err);

	if (!ret)
		ret = take_manifest(pull, entry.digest.text, true, &taken);
	if (!ret && (entry.size != taken.size || strcmp(entry.media_type, taken.media_type) != 0))
		ret = err_set(pull->err, EBADMSG, "the index describes its entry incorrectly");
	return ret ? ret : keep(pull, text, descriptor);
}

static int take_manifest(struct pull *pull, const char *tag_or_digest, bool nested,
			 struct descriptor *ret_manifest)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	struct manifest manifest = { 0 };
	int ret = registry_get_manifest(pull->registry, tag_or_digest, &text, ret_manifest,
					pull->err);

	if (!ret && !nested)
		ret = trust_check(pull->trust, pull->ref, &ret_manifest->digest, pull->store,
				  pull->options, pull->err);
	if (!ret)
		ret = manifest_parse(text.data, text.len, ret_manifest->media_type, &manifest,
				     pull->err);
	if (!ret && manifest.kind == MANIFEST_IMAGE)
		ret = take_image(pull, &text, ret_manifest, &manifest);
	else if (!ret && nested)
		ret = err_set(pull->err, EINVAL, "an index in an index");
	else if (!ret)
		ret = take_index(pull, &text, ret_manifest, &manifest);
	manifest_release(&manifest);
	buf_release(&text);
	return ret;
}

static const char *tag_or_digest(const struct ref *ref)
{
	return *ref->digest ? ref->digest : ref->tag;
}

/* Of an index the entry for another architecture may have come. */
static bool has_image(const struct pull *pull, const struct descriptor *manifest)
{
	struct manifest image = { 0 };
	const bool has = export_find_image(pull->store, manifest, pull->architecture, &image,
					   NULL) == 0;

	manifest_release(&image);
	return has;
}

/* Whether all that a manifest reaches is in the store. */
static bool is_whole(const struct pull *pull, const struct descriptor *manifest)
{
	struct tree tree = { 0 };
	bool whole = tree_add(&tree, pull->store, manifest, true, NULL) == 0;

	tree_release(&tree);
	return whole && (!pull->architecture || has_image(pull, manifest));
}

/* Whether the registry's is the one that the store has: 1, 0, or -errno. */
static int is_same(struct pull *pull, const struct ref *ref, const struct descriptor *local)
{
	struct descriptor remote;
	int ret = registry_head_manifest(pull->registry, tag_or_digest(ref), &remote, pull->err);

	return ret ? ret : digest_equal(&remote.digest, &local->digest);
}

/* Fetches the artifact, unless the registry's is the local one. */
static int fetch(struct pull *pull, const struct descriptor *local,
		 struct descriptor *ret_manifest)
{
	char name[REF_TEXT_MAX];
	int ret = local ? is_same(pull, pull->ref, local) : 0;

	if (ret)
		return ret;
	local_name(pull->ref, name);
	ret = take_manifest(pull, tag_or_digest(pull->ref), false, ret_manifest);
	return ret ? ret : store_tag(pull->store, name, ret_manifest, pull->err);
}

/* What is here may lack a signature that the registry has. */
static int check_local(struct pull *pull, const struct descriptor *local, enum pull_when when)
{
	return trust_check(pull->trust, pull->ref, &local->digest, pull->store,
			   when == PULL_NEVER ? NULL : pull->options, pull->err);
}

static int ask_registry(struct pull *pull, const struct descriptor *local,
			struct descriptor *ret_manifest)
{
	int ret = registry_open(pull->ref, pull->options, false, &pull->registry, pull->err);

	if (!ret)
		ret = fetch(pull, local, ret_manifest);
	registry_free(pull->registry);
	return ret;
}

static int pull_as(struct pull *pull, enum pull_when when, struct descriptor *ret_manifest)
{
	struct descriptor local, manifest = { 0 };
	struct err *err = pull->err;
	int found = local_find(pull->store, pull->ref, &local, err), ret = 1;
	bool have = !found && is_whole(pull, &local);
	char name[REF_TEXT_MAX];

	if (found && found != -ENOENT)
		return found;
	local_name(pull->ref, name);
	if (trust_check_place(pull->trust, pull->ref, err))
		return -err->code;
	if (!have && when == PULL_NEVER)
		return err_set(err, ENOENT, "'%s' is not in the local store", name);
	if (!have || when == PULL_ALWAYS)
		ret = ask_registry(pull, have ? &local : NULL, &manifest);
	if (ret < 0) {
		store_abandon(pull->store);
		return err_prefix(err, "cannot pull '%s'", name);
	}
	if (ret > 0 && check_local(pull, &local, when))
		return -err->code;
	*ret_manifest = ret ? local : manifest;
	return ret;
}

int pull_layer(const struct ref *ref, const struct registry_options *options,
	       const struct descriptor *layer, struct store *store, struct err *err)
{
	struct registry *registry;
	int ret;

	if (layer->size > options->max_size)
		return err_set(err, EFBIG, "it has more than the %llu MiB allowed",
			       (unsigned long long)options->max_size >> 20);
	ret = registry_open(ref, options, false, &registry, err);
	if (ret)
		return ret;
	ret = registry_fetch_blob(registry, layer, true, store, err);
	registry_free(registry);
	return ret < 0 ? ret : 0;
}

int pull_artifact(const struct ref *ref, const struct registry_options *options,
		  const struct trust *trust, enum pull_when when, struct store *store,
		  struct descriptor *ret_manifest, struct err *err)
{
	struct pull pull = {
		.ref = ref,
		.options = options,
		.trust = trust,
		.store = store,
		.err = err,
	};

	return pull_as(&pull, when, ret_manifest);
}

int pull_image(const struct ref *ref, const struct registry_options *options,
	       const struct trust *trust, const char *architecture, struct store *store,
	       struct descriptor *ret_manifest, struct err *err)
{
	struct pull pull = {
		.ref = ref,
		.options = options,
		.trust = trust,
		.architecture = architecture,
		.store = store,
		.err = err,
	};

	return pull_as(&pull, *ref->digest ? PULL_MISSING : PULL_ALWAYS, ret_manifest);
}
