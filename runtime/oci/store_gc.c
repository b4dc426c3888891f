// SPDX-License-Identifier: MIT
/* Garbage: blobs that no entry of index.json reaches. Mark, then sweep. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "runtime/oci/store_private.h"

enum { MANIFEST_MAX = 4 * 1024 * 1024 };

/* --- mark -------------------------------------------------------------------- */

/* Blobs to keep: `set` has their digests as keys, `queue` those still to look into. */
struct marks {
	json_t *set;
	struct descriptor *queue;
	size_t len, cap;
};

static int mark(struct marks *marks, const struct descriptor *blob)
{
	if (json_object_get(marks->set, blob->digest.text))
		return 0;
	if (json_object_set_new(marks->set, blob->digest.text, json_true()) < 0)
		return -ENOMEM;
	if (marks->len == marks->cap) {
		size_t cap = marks->cap ? 2 * marks->cap : 64;
		struct descriptor *queue = reallocarray(marks->queue, cap, sizeof(*queue));

		if (!queue)
			return -ENOMEM;
		marks->queue = queue;
		marks->cap = cap;
	}
	marks->queue[marks->len++] = *blob;
	return 0;
}

/* Marks what one member of a manifest points at: a descriptor or an array of them. */
static int mark_member(struct marks *marks, const json_t *member)
{
	struct descriptor blob;
	json_t *one;
	size_t i;
	int ret = 0;

	if (json_is_object(member) && descriptor_parse(member, &blob, NULL) == 0)
		ret = mark(marks, &blob);
	json_array_foreach(member, i, one)
		if (!ret && descriptor_parse(one, &blob, NULL) == 0)
			ret = mark(marks, &blob);
	return ret;
}

/* Whether content of this type points at other content. */
static bool is_manifest(const char *media_type)
{
	return strstr(media_type, "manifest") || strstr(media_type, "index");
}

/* Marks what a blob points at. One that is missing or broken points at nothing. */
static int look_into(const struct store *store, struct marks *marks,
		     const struct descriptor *blob, struct err *err)
{
	static const char *const members[] = { "config", "layers", "blobs", "manifests", "subject" };
	struct buf text = BUF_INIT(MANIFEST_MAX);
	json_t *json;
	int ret = store_blob_read(store, blob, &text, err);

	if (ret == -EIO || ret == -ENOMEM || ret == -EACCES || ret == -EMFILE) {
		buf_release(&text);
		return ret;
	}
	json = ret ? NULL : json_loadb(text.data, text.len, 0, NULL);
	buf_release(&text);
	ret = 0;
	for (size_t i = 0; !ret && i < sizeof(members) / sizeof(*members); i++)
		ret = mark_member(marks, json_object_get(json, members[i]));
	json_decref(json);
	return ret ? err_set(err, -ret, "cannot collect garbage: %s", strerror(-ret)) : 0;
}

static int mark_all(const struct store *store, struct marks *marks, struct err *err)
{
	struct store_entry *entries = NULL;
	size_t count = 0;
	int ret = store_list(store, &entries, &count, err);

	for (size_t i = 0; !ret && i < count; i++)
		if (mark(marks, &entries[i].manifest))
			ret = err_set(err, ENOMEM, "cannot collect garbage: %s", strerror(ENOMEM));
	free(entries);
	while (!ret && marks->len) {
		struct descriptor blob = marks->queue[--marks->len];

		if (is_manifest(blob.media_type))
			ret = look_into(store, marks, &blob, err);
	}
	return ret;
}

/* --- sweep ------------------------------------------------------------------- */

static DIR *open_folder(const struct store *store, const char *path)
{
	int fd = openat(store->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !folder)
		close(fd);
	return folder;
}

/* Removes a file and counts it, unless its digest is in `keep` (null: keep none). */
static void sweep_file(DIR *folder, const char *name, const char *digest, const json_t *keep,
		       struct store_freed *freed)
{
	struct stat st;

	if (name[0] == '.' || (keep && json_object_get(keep, digest)))
		return;
	if (fstatat(dirfd(folder), name, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISDIR(st.st_mode))
		return;
	if (unlinkat(dirfd(folder), name, 0) < 0)
		return;
	freed->blobs++;
	freed->bytes += (uint64_t)st.st_size;
}

static void sweep(const struct store *store, const char *path, const char *algorithm,
		  const json_t *keep, struct store_freed *freed)
{
	DIR *folder = open_folder(store, path);
	char digest[DIGEST_MAX + NAME_MAX];
	struct dirent *file;

	while (folder && (file = readdir(folder))) {
		snprintf(digest, sizeof(digest), "%s:%s", algorithm, file->d_name);
		sweep_file(folder, file->d_name, digest, keep, freed);
	}
	if (folder)
		closedir(folder);
}

/* Takes the store for itself alone. Our own share of the lock goes first: two who
 * collect would wait for each other. */
static int take_alone(const struct store *store, bool wait, struct err *err)
{
	int ret;

	store_lock(store, LOCK_BLOBS, F_UNLCK, true, NULL);
	ret = store_lock(store, LOCK_BLOBS, F_WRLCK, wait, err);
	if (ret)
		store_lock(store, LOCK_BLOBS, F_RDLCK, true, NULL);
	return ret == -EAGAIN ? err_set(err, EBUSY, "store '%s' is in use", store->path) : ret;
}

int store_gc(struct store *store, bool wait, struct store_freed *ret_freed, struct err *err)
{
	struct store_freed freed = { 0 }, left = { 0 };
	struct marks marks = { .set = json_object() };
	int ret = take_alone(store, wait, err);

	if (ret) {
		json_decref(marks.set);
		return ret;
	}
	ret = mark_all(store, &marks, err);
	if (!ret) {
		sweep(store, "blobs/sha256", "sha256", marks.set, &freed);
		sweep(store, "blobs/sha512", "sha512", marks.set, &freed);
		sweep(store, "ingest", "", NULL, &left);
		freed.bytes += left.bytes;
		*ret_freed = freed;
	}
	store_lock(store, LOCK_BLOBS, F_RDLCK, true, NULL);
	free(marks.queue);
	json_decref(marks.set);
	return ret;
}
