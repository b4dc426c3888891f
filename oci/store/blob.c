// SPDX-License-Identifier: MIT
/* Blobs, read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/io.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "store/private.h"

enum { CHUNK = 256 * 1024 };

void blob_path(const struct digest *digest, char path[static BLOB_PATH_MAX])
{
	snprintf(path, BLOB_PATH_MAX, "blobs/%s/%s", digest_algorithm(digest),
		 digest_hex(digest));
}

void ingest_path(const struct digest *digest, char path[static BLOB_PATH_MAX])
{
	snprintf(path, BLOB_PATH_MAX, "ingest/%s-%s", digest_algorithm(digest),
		 digest_hex(digest));
}

static const struct blob_writer *find_pending(const struct store *store,
					      const struct descriptor *blob)
{
	const struct blob_writer *writer = store->pending;

	while (writer && !digest_equal(&writer->blob.digest, &blob->digest))
		writer = writer->next;
	return writer;
}

bool store_has_blob(const struct store *store, const struct descriptor *blob)
{
	const struct blob_writer *pending = find_pending(store, blob);
	char path[BLOB_PATH_MAX];
	struct stat st;

	if (pending)
		return pending->size == blob->size;
	blob_path(&blob->digest, path);
	return store->dir >= 0 && fstatat(store->dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode) && (uint64_t)st.st_size == blob->size;
}

int store_blob_open(const struct store *store, const struct descriptor *blob, struct err *err)
{
	bool pending = find_pending(store, blob);
	char path[BLOB_PATH_MAX];
	struct stat st;
	int fd;

	(pending ? ingest_path : blob_path)(&blob->digest, path);
	fd = openat(store->dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (store->dir < 0 || errno == ENOENT))
		return err_set(err, ENOENT, "blob '%s' is not in store '%s'", blob->digest.text,
			       store->path);
	if (fd < 0)
		return err_set(err, errno, "cannot open blob '%s' in store '%s': %s",
			       blob->digest.text, store->path, strerror(errno));
	if (place_check_file(store, path, fd, err)) {
		close(fd);
		return -EACCES;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == blob->size)
		return fd;
	close(fd);
	return err_set(err, EBADMSG, "blob '%s' in store '%s' does not have its size of %llu "
		       "bytes",
		       blob->digest.text, store->path, (unsigned long long)blob->size);
}

int store_blob_read(const struct store *store, const struct descriptor *blob, struct buf *buf,
		    struct err *err)
{
	char *to = blob->size <= buf->max ? buf_reserve(buf, blob->size) : NULL;
	ssize_t len;
	int fd, ret;

	if (!to)
		return err_set(err, buf->error ? buf->error : EFBIG,
			       "blob '%s' has %llu bytes, too many to read", blob->digest.text,
			       (unsigned long long)blob->size);
	fd = store_blob_open(store, blob, err);
	if (fd < 0)
		return fd;
	len = read_fully(fd, to, blob->size);
	close(fd);
	if (len < 0)
		return err_set(err, (int)-len, "cannot read blob '%s': %s", blob->digest.text,
			       strerror((int)-len));
	ret = digest_check(&blob->digest, to, (size_t)len, err);
	if (!ret) {
		buf->len += (size_t)len;
		buf->data[buf->len] = '\0';
	}
	return ret;
}

/* Copies the bytes to the file, where there is one, and the hasher. */
static int copy_bytes(int from, int to, struct hasher *hasher, struct err *err)
{
	char *chunk = malloc(CHUNK);
	ssize_t got = -ENOMEM;
	int ret = 0;

	while (chunk && !ret && (got = read_fully(from, chunk, CHUNK)) > 0) {
		hasher_add(hasher, chunk, (size_t)got);
		ret = to < 0 ? 0 : write_fully(to, chunk, (size_t)got);
	}
	free(chunk);
	if (ret)
		return err_set(err, -ret, "cannot write: %s", strerror(-ret));
	return got < 0 ? err_set(err, (int)-got, "cannot read a blob: %s", strerror((int)-got)) : 0;
}

int store_blob_copy(const struct store *store, const struct descriptor *blob, int to,
		    struct err *err)
{
	struct hasher *hasher = NULL;
	struct digest found;
	int from = store_blob_open(store, blob, err), ret;

	if (from < 0)
		return from;
	ret = hasher_new(&blob->digest, &hasher, err);
	if (!ret)
		ret = copy_bytes(from, to, hasher, err);
	if (!ret) {
		hasher_end(hasher, &found);
		if (!digest_equal(&found, &blob->digest))
			ret = err_set(err, EBADMSG, "blob '%s' in store '%s' is broken",
				      blob->digest.text, store->path);
	}
	hasher_free(hasher);
	close(from);
	return ret;
}

int store_blob_remove(struct store *store, const struct descriptor *blob, struct err *err)
{
	char path[BLOB_PATH_MAX];

	blob_path(&blob->digest, path);
	if (unlinkat(store->dir, path, 0) < 0 && errno != ENOENT)
		return err_set(err, errno, "cannot remove blob '%s': %s", blob->digest.text,
			       strerror(errno));
	return 0;
}
