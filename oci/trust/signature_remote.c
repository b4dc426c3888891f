// SPDX-License-Identifier: MIT
#include "trust/signature_remote.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "registry/registry.h"
#include "store/store.h"
#include "store/tree.h"
#include "trust/bundle.h"
#include "trust/signature.h"

enum {
	BLOB_MAX = 256 * 1024, /* bytes of a payload or config */
	PARTS_MAX = 256,
	REFERRERS_MAX = 64,
};

/* --- fetching ------------------------------------------------------------------- */

static int fetch_blob(struct registry *registry, const struct descriptor *blob,
		      struct store *store, struct err *err)
{
	if (blob->size > BLOB_MAX)
		return err_set(err, EFBIG, "a signature of %llu bytes is too large",
			       (unsigned long long)blob->size);
	return registry_fetch_blob(registry, blob, false, store, err);
}

static int fetch_parts(struct registry *registry, const struct buf *text,
		       const struct descriptor *signatures, struct store *store, struct err *err)
{
	struct manifest manifest;
	int ret = manifest_parse(text->data, text->len, signatures->media_type, &manifest, err);

	if (ret)
		return ret;
	if (manifest.kind != MANIFEST_IMAGE || manifest.count > PARTS_MAX)
		ret = err_set(err, EINVAL, "the signatures '%s' are not an image manifest",
			      signatures->digest.text);
	else if (!manifest.count || !signature_is_type(manifest.parts[0].media_type))
		ret = err_set(err, ENOENT, "'%s' holds no signatures", signatures->digest.text);
	if (!ret)
		ret = fetch_blob(registry, &manifest.config, store, err);
	for (size_t i = 0; !ret && i < manifest.count; i++)
		ret = fetch_blob(registry, &manifest.parts[i], store, err);
	manifest_release(&manifest);
	return ret;
}

/* Fetches one manifest of signatures, and names it: -ENOENT where there is none. */
static int fetch_one(struct registry *registry, const struct ref *ref, const char *tag_or_digest,
		     const struct digest *signed_digest, struct store *store, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	struct ref name = *ref;
	struct descriptor found, written;
	char key[REF_TEXT_MAX];
	int ret = registry_get_manifest(registry, tag_or_digest, &text, &found, err);

	if (!ret)
		ret = fetch_parts(registry, &text, &found, store, err);
	written = found;
	if (!ret)
		ret = store_blob_put(store, text.data, text.len, &written, err);
	name.digest[0] = '\0';
	if (!ret && strchr(tag_or_digest, ':'))
		ret = signature_referrer_tag(signed_digest, &found.digest, name.tag, err);
	else if (!ret)
		ret = signature_tag(signed_digest, name.tag, err);
	ref_format(&name, key);
	if (!ret)
		ret = store_tag(store, key, &written, err);
	buf_release(&text);
	return ret;
}

/* Whether a referrer may be signatures. Those in bundles are listed under the type of
 * their config, which is empty, by some who write the list. */
static bool is_signature(const json_t *entry)
{
	static const char *const types[] = {
		SIGNATURE_ARTIFACT_TYPE,
		BUNDLE_TYPE,
		MEDIA_TYPE_EMPTY,
	};
	const char *type = json_string_value(json_object_get(entry, "artifactType"));

	for (size_t i = 0; type && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static int fetch_referrers(struct registry *registry, const struct ref *ref,
			   const struct digest *digest, struct store *store, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	json_t *index = NULL, *entry;
	size_t i, fetched = 0;
	int ret = registry_referrers(registry, digest, &text, err);

	if (!ret)
		ret = json_parse_object(text.data, text.len, "the list of referrers", &index, err);
	json_array_foreach(json_object_get(index, "manifests"), i, entry) {
		struct descriptor referrer;

		if (ret || !is_signature(entry) || fetched++ == REFERRERS_MAX)
			continue;
		ret = descriptor_parse(entry, &referrer, err);
		if (!ret)
			ret = fetch_one(registry, ref, referrer.digest.text, digest, store, err);
		if (ret == -ENOENT)
			ret = 0;
	}
	json_decref(index);
	buf_release(&text);
	return ret;
}

int signature_fetch(struct registry *registry, const struct ref *ref,
		    const struct digest *digest, struct store *store, struct err *err)
{
	char tag[REF_TAG_MAX];
	int ret = signature_tag(digest, tag, err);

	if (!ret)
		ret = fetch_one(registry, ref, tag, digest, store, err);
	if (!ret || ret == -ENOENT)
		ret = fetch_referrers(registry, ref, digest, store, err);
	return ret == -ENOENT ? 0 : ret;
}

/* --- pushing -------------------------------------------------------------------- */

static int push_blob(struct registry *registry, const struct store *store,
		     const struct descriptor *blob, struct err *err)
{
	struct buf data = BUF_INIT(BLOB_MAX);
	int ret = registry_has_blob(registry, blob, err);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = store_blob_read(store, blob, &data, err);
	if (!ret)
		ret = registry_upload(registry, blob, data.data, err);
	buf_release(&data);
	return ret;
}

static int push_parts(struct registry *registry, const struct store *store,
		      const struct descriptor *signatures, struct err *err)
{
	struct tree tree = { 0 };
	int ret = tree_add(&tree, store, signatures, true, err);

	for (size_t i = 1; !ret && i < tree.count; i++)
		ret = push_blob(registry, store, &tree.blobs[i], err);
	tree_release(&tree);
	return ret;
}

/* The list of referrers with ours in it: null where it is there already. */
static int add_referrer(const struct buf *text, const struct descriptor *signatures,
			enum signature_form form, json_t **ret_index, struct err *err)
{
	json_t *index, *entries, *entry;
	size_t i;
	int ret;

	if (text->len) {
		ret = json_parse_object(text->data, text->len, "the list of referrers", &index,
					err);
		if (ret)
			return ret;
	} else {
		index = json_pack("{si ss s[]}", "schemaVersion", 2, "mediaType",
				  MEDIA_TYPE_INDEX, "manifests");
	}
	entries = json_object_get(index, "manifests");
	json_array_foreach(entries, i, entry) {
		const char *digest = json_string_value(json_object_get(entry, "digest"));

		if (digest && strcmp(digest, signatures->digest.text) == 0) {
			json_decref(index);
			*ret_index = NULL;
			return 0;
		}
	}
	entry = descriptor_json(signatures);
	json_object_set_new(entry, "artifactType", json_string(signature_artifact_type(form)));
	json_array_append_new(entries, entry);
	*ret_index = index;
	return 0;
}

/* A registry without the referrers API is told by the tag that stands in for it. */
static int list_referrer(struct registry *registry, const struct descriptor *signatures,
			 enum signature_form form, const struct digest *subject, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	json_t *index = NULL;
	char tag[REF_TAG_MAX], *json;
	int ret = registry_referrers(registry, subject, &text, err);

	if (!ret || ret == -ENOENT)
		ret = add_referrer(&text, signatures, form, &index, err);
	buf_release(&text);
	if (ret || !index)
		return ret;
	snprintf(tag, sizeof(tag), "sha256-%s", digest_hex(subject));
	json = json_dumps(index, JSON_COMPACT);
	ret = json ? registry_put_manifest(registry, tag, MEDIA_TYPE_INDEX, json, strlen(json), err)
		   : err_set(err, ENOMEM, "cannot list a signature: %s", strerror(ENOMEM));
	free(json);
	json_decref(index);
	return ret;
}

int signature_push(struct registry *registry, const struct store *store,
		   const struct descriptor *signatures, const struct descriptor *subject,
		   enum signature_form form, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	bool referrer = form != SIGNATURE_TAG;
	char tag[REF_TAG_MAX];
	int ret = signature_tag(&subject->digest, tag, err);

	if (!ret)
		ret = push_parts(registry, store, signatures, err);
	if (!ret)
		ret = store_blob_read(store, signatures, &text, err);
	if (!ret)
		ret = registry_put_manifest(registry, referrer ? signatures->digest.text : tag,
					    signatures->media_type, text.data, text.len, err);
	if (!ret && referrer)
		ret = list_referrer(registry, signatures, form, &subject->digest, err);
	buf_release(&text);
	return ret;
}
