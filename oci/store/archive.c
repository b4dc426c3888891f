// SPDX-License-Identifier: MIT
#include "store/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/io.h"
#include "format/tar.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "store/private.h"
#include "store/tree.h"

#define LAYOUT "{\"imageLayoutVersion\":\"1.0.0\"}"

enum { CHUNK = 256 * 1024 };

/* --- saving ------------------------------------------------------------------- */

static uint64_t time_of_all(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch ? strtoull(epoch, NULL, 10) : 0;
}

/* Says why writing failed, where it did. */
static int written(int ret, struct err *err)
{
	return ret ? err_set(err, -ret, "cannot write the archive: %s", strerror(-ret)) : 0;
}

static int save_text(int fd, const char *path, const char *text, struct err *err)
{
	size_t size = strlen(text);
	int ret = tar_begin(fd, path, size, time_of_all());

	if (!ret)
		ret = write_fully(fd, text, size);
	if (!ret)
		ret = tar_pad(fd, size);
	return written(ret, err);
}

static int save_blob(const struct store *store, const struct descriptor *blob, int fd,
		     struct err *err)
{
	char path[BLOB_PATH_MAX];
	int ret;

	blob_path(&blob->digest, path);
	ret = written(tar_begin(fd, path, blob->size, time_of_all()), err);
	if (!ret)
		ret = store_blob_copy(store, blob, fd, err);
	return ret ? ret : written(tar_pad(fd, blob->size), err);
}

static int compare_digests(const void *a, const void *b)
{
	return strcmp(((const struct descriptor *)a)->digest.text,
		      ((const struct descriptor *)b)->digest.text);
}

static int save_tree(const struct store *store, struct tree *tree, const char *index, int fd,
		     struct err *err)
{
	int ret = save_text(fd, "oci-layout", LAYOUT, err);

	if (!ret)
		ret = save_text(fd, "index.json", index, err);
	qsort(tree->blobs, tree->count, sizeof(*tree->blobs), compare_digests);
	for (size_t i = 0; !ret && i < tree->count; i++)
		if (store_has_blob(store, &tree->blobs[i]))
			ret = save_blob(store, &tree->blobs[i], fd, err);
	return ret ? ret : written(tar_end(fd), err);
}

int archive_save(const struct store *store, const struct store_entry *entries, size_t count,
		 int fd, struct err *err)
{
	json_t *index = index_new(entries, count);
	char *text = json_dumps(index, JSON_COMPACT);
	struct tree tree = { 0 };
	int ret = written(text ? 0 : -ENOMEM, err);

	for (size_t i = 0; !ret && i < count; i++)
		ret = tree_add(&tree, store, &entries[i].manifest, true, err);
	if (!ret)
		ret = save_tree(store, &tree, text, fd, err);
	tree_release(&tree);
	free(text);
	json_decref(index);
	return ret;
}

/* --- loading ------------------------------------------------------------------ */

/* Whether a path in an archive is that of a blob, and of which. */
static bool is_blob(const char *path, struct digest *ret_digest)
{
	char text[DIGEST_MAX + 1], *slash;

	if (strncmp(path, "./", 2) == 0)
		path += 2;
	if (strncmp(path, "blobs/", 6) != 0 || strlen(path + 6) > DIGEST_MAX)
		return false;
	strcpy(text, path + 6);
	slash = strchr(text, '/');
	if (!slash)
		return false;
	*slash = ':';
	return digest_parse(text, ret_digest, NULL) == 0;
}

static bool is_index(const char *path)
{
	return strcmp(path, "index.json") == 0 || strcmp(path, "./index.json") == 0;
}

static int fill_from_tar(void *arg, struct blob_writer *writer, struct err *err)
{
	char *chunk = malloc(CHUNK);
	ssize_t got = chunk ? 0 : err_set(err, ENOMEM, "cannot load: %s", strerror(ENOMEM));
	int ret = 0;

	while (chunk && !ret && (got = tar_read(arg, chunk, CHUNK, err)) > 0)
		ret = blob_writer_write(writer, chunk, (size_t)got, err);
	free(chunk);
	return ret ? ret : (int)got;
}

static int load_blob(struct tar_reader *tar, const struct digest *digest, uint64_t size,
		     struct store *store, struct err *err)
{
	struct descriptor blob = { .digest = *digest, .size = size };

	return store_blob_write(store, &blob, fill_from_tar, tar, err);
}

static int load_index(struct tar_reader *tar, struct buf *index, struct err *err)
{
	size_t size = (size_t)tar->left;
	char *to = tar->left <= INDEX_MAX && !index->len ? buf_reserve(index, size) : NULL;
	ssize_t got;

	if (!to)
		return err_set(err, EINVAL, "the archive has two index.json, or one too large");
	got = tar_read(tar, to, size, err);
	if (got < 0)
		return (int)got;
	index->len += (size_t)got;
	return 0;
}

/* Takes in the blobs and the index, in whatever order they come. */
static int load_files(int fd, struct store *store, struct buf *index, struct err *err)
{
	struct tar_reader tar = { .fd = fd };
	struct tar_entry file;
	struct digest digest;
	int ret;

	while ((ret = tar_next(&tar, &file, err)) > 0) {
		ret = 0;
		if (is_index(file.path))
			ret = load_index(&tar, index, err);
		else if (is_blob(file.path, &digest))
			ret = load_blob(&tar, &digest, file.size, store, err);
		if (ret)
			break;
	}
	if (!ret && !index->len)
		ret = err_set(err, EINVAL, "the archive is not an image layout: it has no "
			      "index.json");
	return ret;
}

static int check_entries(const struct store *store, const struct store_entry *entries,
			 size_t count, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < count; i++) {
		struct tree tree = { 0 };

		ret = tree_add(&tree, store, &entries[i].manifest, true, err);
		tree_release(&tree);
	}
	return ret;
}

int archive_load(int fd, struct store *store, struct store_entry **ret_entries,
		 size_t *ret_count, struct err *err)
{
	struct buf index = BUF_INIT(INDEX_MAX);
	struct store_entry *entries = NULL;
	size_t count = 0;
	int ret = load_files(fd, store, &index, err);

	if (!ret)
		ret = index_parse(index.data, index.len, "index.json", &entries, &count, err);
	buf_release(&index);
	if (!ret)
		ret = check_entries(store, entries, count, err);
	if (ret) {
		free(entries);
		return ret;
	}
	*ret_entries = entries;
	*ret_count = count;
	return 0;
}
