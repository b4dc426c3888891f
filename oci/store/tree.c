// SPDX-License-Identifier: MIT
#include "store/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "store/store.h"

enum { COUNT_MAX = 1024 * 1024 };

static int append(struct tree *tree, const struct descriptor *blob)
{
	size_t cap = tree->cap ? 2 * tree->cap : 16;
	struct descriptor *blobs;

	if (!tree->digests)
		tree->digests = json_object();
	if (tree_has(tree, blob->digest.text))
		return 0;
	if (tree->count == COUNT_MAX)
		return -E2BIG;
	if (tree->count == tree->cap) {
		blobs = reallocarray(tree->blobs, cap, sizeof(*blobs));
		if (!blobs)
			return -ENOMEM;
		tree->blobs = blobs;
		tree->cap = cap;
	}
	if (json_object_set_new(tree->digests, blob->digest.text, json_true()) < 0)
		return -ENOMEM;
	tree->blobs[tree->count++] = *blob;
	return 0;
}

/* Appends what one member of a manifest points at: a descriptor or an array of them. */
static int append_member(struct tree *tree, const json_t *member)
{
	struct descriptor blob;
	json_t *one;
	size_t i;
	int ret = 0;

	if (json_is_object(member) && descriptor_parse(member, &blob, NULL) == 0)
		ret = append(tree, &blob);
	json_array_foreach(member, i, one)
		if (!ret && descriptor_parse(one, &blob, NULL) == 0)
			ret = append(tree, &blob);
	return ret;
}

/* Whether content of this type points at other content: also in types that we do not
 * run, such as artifact manifests, whose blobs are no garbage. */
static bool points_on(const char *media_type)
{
	return manifest_is_type(media_type) || strstr(media_type, "manifest");
}

static int append_json(struct tree *tree, const json_t *manifest, bool whole)
{
	static const char *const members[] = { "config", "layers", "blobs", "manifests" };
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(members) / sizeof(*members); i++)
		ret = append_member(tree, json_object_get(manifest, members[i]));
	/* What a signature or the like is about need not have come with it. */
	if (!ret && !whole)
		ret = append_member(tree, json_object_get(manifest, "subject"));
	return ret;
}

/* Whether it is an error that a manifest cannot be read. An index may have come with
 * only those of its manifests that are for this machine. */
static bool matters(int ret, bool whole, bool is_root)
{
	if (ret == -ENOENT)
		return whole && is_root;
	return whole || ret == -EIO || ret == -ENOMEM || ret == -EACCES;
}

/* Appends what a manifest points at. */
static int look_into(struct tree *tree, const struct store *store, const struct descriptor *blob,
		     bool whole, bool is_root, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	json_t *json = NULL;
	int ret = store_blob_read(store, blob, &text, err);

	if (!ret)
		ret = json_parse_object(text.data, text.len, blob->digest.text, &json, err);
	buf_release(&text);
	if (ret)
		return matters(ret, whole, is_root) ? ret : 0;
	ret = append_json(tree, json, whole);
	json_decref(json);
	return ret ? err_set(err, -ret, "cannot look into manifest '%s': %s", blob->digest.text,
			     strerror(-ret)) : 0;
}

int tree_add(struct tree *tree, const struct store *store, const struct descriptor *root,
	     bool whole, struct err *err)
{
	size_t next = tree->count;
	int ret = append(tree, root);

	if (ret)
		return err_set(err, -ret, "cannot look into manifest '%s': %s",
			       root->digest.text, strerror(-ret));
	for (; !ret && next < tree->count; next++) {
		struct descriptor blob = tree->blobs[next]; /* the array may move */

		if (points_on(blob.media_type))
			ret = look_into(tree, store, &blob, whole,
					digest_equal(&blob.digest, &root->digest), err);
		else if (whole && !manifest_is_optional(blob.media_type) &&
			 !store_has_blob(store, &blob))
			ret = err_set(err, ENOENT, "blob '%s' of '%s' is missing",
				      blob.digest.text, root->digest.text);
	}
	return ret;
}

bool tree_has(const struct tree *tree, const char *digest)
{
	return json_object_get(tree->digests, digest) != NULL;
}

uint64_t tree_size(const struct tree *tree)
{
	uint64_t size = 0;

	for (size_t i = 0; i < tree->count; i++)
		size += tree->blobs[i].size;
	return size;
}

void tree_release(struct tree *tree)
{
	free(tree->blobs);
	json_decref(tree->digests);
	*tree = (struct tree){ 0 };
}
