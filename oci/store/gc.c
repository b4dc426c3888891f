// SPDX-License-Identifier: MIT
/* Garbage: blobs that no entry of index.json reaches. Mark, then sweep. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "store/private.h"
#include "store/tree.h"

static int mark(const struct store *store, struct tree *keep, struct err *err)
{
	struct store_entry *entries = NULL;
	size_t count = 0;
	int ret = store_list(store, &entries, &count, err);

	for (size_t i = 0; !ret && i < count; i++)
		ret = tree_add(keep, store, &entries[i].manifest, false, err);
	free(entries);
	return ret;
}

static DIR *open_folder(const struct store *store, const char *path)
{
	int fd = openat(store->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !folder)
		close(fd);
	return folder;
}

/* Removes a file and counts it, unless its digest is in `keep` (null: keep none). */
static void sweep_file(DIR *folder, const char *name, const char *digest, const struct tree *keep,
		       struct store_freed *freed)
{
	struct stat st;

	if (name[0] == '.' || (keep && tree_has(keep, digest)))
		return;
	if (fstatat(dirfd(folder), name, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISDIR(st.st_mode))
		return;
	if (unlinkat(dirfd(folder), name, 0) < 0)
		return;
	freed->blobs++;
	freed->bytes += (uint64_t)st.st_size;
}

static void sweep(const struct store *store, const char *path, const char *algorithm,
		  const struct tree *keep, struct store_freed *freed)
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
	struct tree keep = { 0 };
	int ret = store_flush(store, err);

	if (!ret)
		ret = take_alone(store, wait, err);
	if (ret)
		return ret;
	ret = mark(store, &keep, err);
	if (!ret) {
		sweep(store, "blobs/sha256", "sha256", &keep, &freed);
		sweep(store, "blobs/sha512", "sha512", &keep, &freed);
		sweep(store, "ingest", "", NULL, &left);
		freed.bytes += left.bytes;
		*ret_freed = freed;
	}
	store_lock(store, LOCK_BLOBS, F_RDLCK, true, NULL);
	tree_release(&keep);
	return ret;
}
