// SPDX-License-Identifier: MIT
#include "transfer/local.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "store/tree.h"
#include "trust/signature.h"

int local_open(const struct ref *ref, enum store_mode mode, struct store **ret_store,
	       struct err *err)
{
	const char *dir = ref->kind == REF_LAYOUT ? ref->dir : NULL;

	if (dir && mode == STORE_READ && access(dir, F_OK) < 0)
		return err_set(err, errno, "cannot open '%s': %s", dir, strerror(errno));
	return store_open(dir, mode, ret_store, err);
}

void local_name(const struct ref *ref, char name[static REF_TEXT_MAX])
{
	if (ref->kind == REF_LAYOUT)
		snprintf(name, REF_TEXT_MAX, "%s", ref->tag);
	else
		ref_format(ref, name);
}

/* Whether a name in the local store is one of this reference's repository. */
static bool is_of_repo(const char *name, const struct ref *ref)
{
	size_t host = strlen(ref->host), repo = strlen(ref->repo);
	const char *end;

	if (ref->kind == REF_LAYOUT)
		return true;
	if (strncmp(name, ref->host, host) != 0 || name[host] != '/' ||
	    strncmp(name + host + 1, ref->repo, repo) != 0)
		return false;
	end = name + host + 1 + repo;
	return *end == ':' || *end == '@';
}

bool local_is_meant(const struct ref *ref, const struct store_entry *entry)
{
	return strcmp(entry->manifest.digest.text, ref->digest) == 0 &&
	       is_of_repo(entry->name, ref);
}

static int find_digest(const struct store *store, const struct ref *ref,
		       struct descriptor *ret_manifest, struct err *err)
{
	struct store_entry *list;
	char text[REF_TEXT_MAX];
	size_t count;
	int ret = store_list(store, &list, &count, err);

	if (ret)
		return ret;
	ref_format(ref, text);
	ret = -ENOENT;
	for (size_t i = 0; ret && i < count; i++) {
		if (local_is_meant(ref, &list[i])) {
			*ret_manifest = list[i].manifest;
			ret = 0;
		}
	}
	free(list);
	return ret ? err_set(err, ENOENT, "'%s' is not in store '%s'", text, store_dir(store)) : 0;
}

/* The one artifact of a layout, signatures aside. */
static int find_only(const struct store *store, struct descriptor *ret_manifest,
		     struct err *err)
{
	struct store_entry *list;
	size_t count, artifacts = 0;
	int ret = store_list(store, &list, &count, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < count; i++)
		if (!signature_is_name(list[i].name) && ++artifacts == 1)
			*ret_manifest = list[i].manifest;
	free(list);
	if (artifacts == 1)
		return 0;
	err_set(err, ENOENT, "'%s' holds %zu artifacts, not one", store_dir(store), artifacts);
	return err_hint(err, "'wasm-bpf list oci:DIR' shows their tags");
}

int local_find(const struct store *store, const struct ref *ref, struct descriptor *ret_manifest,
	       struct err *err)
{
	char name[REF_TEXT_MAX];

	if (ref->digest[0])
		return find_digest(store, ref, ret_manifest, err);
	local_name(ref, name);
	return name[0] ? store_find(store, name, ret_manifest, err)
		       : find_only(store, ret_manifest, err);
}

static int copy_blob(const struct store *from, struct store *to, const struct descriptor *blob,
		     struct err *err)
{
	int fd = store_blob_open(from, blob, err), ret;

	if (fd < 0)
		return fd;
	ret = store_blob_write(to, blob, blob_fill_from_file, &fd, err);
	close(fd);
	return ret;
}

int local_copy(const struct store *from, struct store *to, const struct descriptor *manifest,
	       struct err *err)
{
	struct tree tree = { 0 };
	int ret = tree_add(&tree, from, manifest, true, err);

	for (size_t i = tree.count; !ret && i-- > 0;)
		if (store_has_blob(from, &tree.blobs[i])) /* what an index lacks stays away */
			ret = copy_blob(from, to, &tree.blobs[i], err);
	tree_release(&tree);
	return ret;
}

static int copy_signature(const struct store *from, struct store *to, const struct ref *ref,
			  const struct store_entry *signatures, struct err *err)
{
	const char *colon = strrchr(signatures->name, ':');
	struct ref beside = *ref;
	char name[REF_TEXT_MAX];
	int ret = local_copy(from, to, &signatures->manifest, err);

	beside.digest[0] = '\0';
	snprintf(beside.tag, sizeof(beside.tag), "%s", colon ? colon + 1 : signatures->name);
	local_name(&beside, name);
	return ret ? ret : store_tag(to, name, &signatures->manifest, err);
}

int local_copy_signatures(const struct store *from, struct store *to, const struct ref *ref,
			  const struct digest *digest, struct err *err)
{
	struct store_entry *list;
	size_t count;
	int ret = store_list(from, &list, &count, err);

	if (ret)
		return ret;
	for (size_t i = 0; !ret && i < count; i++)
		if (signature_is_on(list[i].name, digest))
			ret = copy_signature(from, to, ref, &list[i], err);
	free(list);
	return ret;
}
