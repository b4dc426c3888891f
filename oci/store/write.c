// SPDX-License-Identifier: MIT
/*
 * Blobs, written: begun, filled, then committed or abandoned.
 *
 * The file of a blob on its way is ingest/ALGORITHM-HEX, locked by who writes it.
 * Who finds it locked waits; who finds it unlocked takes up what a killed process
 * left. The lock's holder alone renames or removes the file. When it is written and
 * verified it is pending, until several are synced together: each sync may wait for
 * the disk, all of them wait hardly longer than one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "format/io.h"
#include "lib/err.h"
#include "store/private.h"

enum {
	CHUNK = 256 * 1024,
	FLUSH_EVERY = 8 * 1024 * 1024, /* bytes after which the disk is set to work */
	PENDING_MAX = 32,              /* blobs that are synced together */
	WAIT_STEP = 10,                /* milliseconds between looks at another writer */
	WAIT_MAX = 60 * 1000,          /* milliseconds that writer may make no progress */
};

static int blob_error(struct err *err, int code, const char *what, const struct digest *digest)
{
	return err_set(err, code, "cannot %s blob '%s': %s", what, digest->text, strerror(code));
}

/* Locks the file that `writer` opened. 0 when it is locked and still has its name,
 * -EAGAIN when another holds it, -ESTALE when it was renamed or removed, -errno. */
static int claim(const struct blob_writer *writer)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat ours, named;

	if (fcntl(writer->fd, F_OFD_SETLK, &whole) < 0)
		return errno == EACCES ? -EAGAIN : -errno;
	if (fstat(writer->fd, &ours) < 0)
		return -errno;
	if (fstatat(writer->store->dir, writer->ingest, &named, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? -ESTALE : -errno;
	return ours.st_ino == named.st_ino && ours.st_dev == named.st_dev ? 0 : -ESTALE;
}

/* Opens and claims the file to write to, once. As claim(). */
static int try_open(struct blob_writer *writer)
{
	int ret;

	writer->fd = openat(writer->store->dir, writer->ingest,
			    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666 & ~writer->store->mask);
	if (writer->fd < 0)
		return -errno;
	ret = claim(writer);
	if (ret) {
		close(writer->fd);
		writer->fd = -1;
	}
	return ret;
}

/* Waits a moment for who writes the blob. `size` and `waited` (milliseconds without
 * progress) are kept from call to call. -ETIMEDOUT when that is too long. */
static int wait_for_other(const struct blob_writer *writer, off_t *size, int *waited)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP * 1000000L };
	struct stat st;

	nanosleep(&step, NULL);
	if (fstatat(writer->store->dir, writer->ingest, &st, 0) < 0)
		st.st_size = -1;
	*waited = st.st_size == *size ? *waited + WAIT_STEP : 0;
	*size = st.st_size;
	return *waited > WAIT_MAX ? -ETIMEDOUT : 0;
}

/* Whether the blob is there, and has not rotted. */
static bool is_there(const struct blob_writer *writer)
{
	return store_has_blob(writer->store, &writer->blob) &&
	       store_blob_copy(writer->store, &writer->blob, -1, NULL) == 0;
}

/* Opens the file to write to: 0, 1 when the blob is there, or -errno. */
static int open_ingest(struct blob_writer *writer, struct err *err)
{
	const struct digest *digest = &writer->blob.digest;
	off_t size = -1;
	int waited = 0, ret;

	for (;;) {
		if (is_there(writer))
			return 1;
		ret = try_open(writer);
		if (ret == -EAGAIN) {
			/* It may wait for one of ours. */
			if (store_flush(writer->store, err))
				return -err->code;
			ret = wait_for_other(writer, &size, &waited);
		} else if (ret != -ESTALE) {
			break;
		}
		if (ret == -ETIMEDOUT)
			return err_set(err, ETIMEDOUT,
				       "another process writes blob '%s' and has "
				       "made no progress for %d s",
				       digest->text, WAIT_MAX / 1000);
	}
	if (ret)
		return blob_error(err, -ret, "write", digest);
	if (!is_there(writer)) /* it may just have come */
		return 0;
	unlinkat(writer->store->dir, writer->ingest, 0);
	return 1;
}

/* Takes up the bytes that are in the file already. */
static int take_up(struct blob_writer *writer, struct err *err)
{
	char *chunk = malloc(CHUNK);
	ssize_t got;

	if (!chunk)
		return blob_error(err, ENOMEM, "read", &writer->blob.digest);
	while ((got = read_fully(writer->fd, chunk, CHUNK)) > 0) {
		hasher_add(writer->hasher, chunk, (size_t)got);
		writer->size += (uint64_t)got;
	}
	free(chunk);
	if (got < 0)
		return blob_error(err, (int)-got, "read", &writer->blob.digest);
	return writer->size > writer->blob.size ? blob_writer_restart(writer, err) : 0;
}

static void writer_free(struct blob_writer *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	hasher_free(writer->hasher);
	free(writer);
}

int store_blob_begin(struct store *store, const struct descriptor *blob,
		     struct blob_writer **ret_writer, struct err *err)
{
	struct blob_writer *writer = malloc(sizeof(*writer));
	int ret;

	if (!writer)
		return blob_error(err, ENOMEM, "write", &blob->digest);
	*writer = (struct blob_writer){ .store = store, .blob = *blob, .fd = -1 };
	ingest_path(&blob->digest, writer->ingest);
	ret = hasher_new(&blob->digest, &writer->hasher, err);
	if (!ret)
		ret = open_ingest(writer, err);
	if (!ret)
		ret = take_up(writer, err);
	if (ret) {
		writer_free(writer);
		return ret;
	}
	*ret_writer = writer;
	return 0;
}

uint64_t blob_writer_size(const struct blob_writer *writer)
{
	return writer->size;
}

int blob_writer_restart(struct blob_writer *writer, struct err *err)
{
	if (ftruncate(writer->fd, 0) < 0 || lseek(writer->fd, 0, SEEK_SET) < 0)
		return blob_error(err, errno, "write", &writer->blob.digest);
	hasher_reset(writer->hasher);
	writer->size = 0;
	writer->flushed = 0;
	return 0;
}

int blob_writer_write(struct blob_writer *writer, const void *data, size_t size, struct err *err)
{
	int ret;

	if (size > writer->blob.size - writer->size)
		return err_set(err, EFBIG, "blob '%s' has more than its %llu bytes",
			       writer->blob.digest.text, (unsigned long long)writer->blob.size);
	ret = write_fully(writer->fd, data, size);
	if (ret)
		return blob_error(err, -ret, "write", &writer->blob.digest);
	hasher_add(writer->hasher, data, size);
	writer->size += size;
	if (writer->size - writer->flushed >= FLUSH_EVERY) {
		/* Only a hint that shortens the sync at the end. */
		sync_file_range(writer->fd, (off_t)writer->flushed,
				(off_t)(writer->size - writer->flushed), SYNC_FILE_RANGE_WRITE);
		writer->flushed = writer->size;
	}
	return 0;
}

static int check(struct blob_writer *writer, struct err *err)
{
	const struct descriptor *blob = &writer->blob;
	struct digest found;

	if (writer->size != blob->size)
		return err_set(err, EBADMSG, "blob '%s' has %llu bytes instead of %llu",
			       blob->digest.text, (unsigned long long)writer->size,
			       (unsigned long long)blob->size);
	hasher_end(writer->hasher, &found);
	if (!digest_equal(&found, &blob->digest))
		return err_set(err, EBADMSG, "blob '%s' has other content: its digest is '%s'",
			       blob->digest.text, found.text);
	return 0;
}

/* Gives the synced file its name among the blobs. */
static int publish(struct blob_writer *writer, struct err *err)
{
	struct store *store = writer->store;
	char path[BLOB_PATH_MAX], *slash;

	blob_path(&writer->blob.digest, path);
	slash = strrchr(path, '/');
	*slash = '\0';
	mkdirat(store->dir, path, 0777 & ~store->mask);
	*slash = '/';
	if (renameat(store->dir, writer->ingest, store->dir, path) < 0)
		return blob_error(err, errno, "write", &writer->blob.digest);
	fchmod(writer->fd, 0444); /* not before: who takes a file up writes to it */
	store->unsynced = true;
	return 0;
}

int store_flush(struct store *store, struct err *err)
{
	struct blob_writer *writer;
	int ret = 0;

	/* The disk works on all of them while the first is waited for. */
	for (writer = store->pending; writer; writer = writer->next)
		sync_file_range(writer->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	for (writer = store->pending; writer && !ret; writer = writer->next)
		if (fsync(writer->fd) < 0)
			ret = blob_error(err, errno, "write", &writer->blob.digest);
	while ((writer = store->pending)) {
		store->pending = writer->next;
		if (!ret)
			ret = publish(writer, err);
		if (ret)
			blob_writer_abandon(writer);
		else
			writer_free(writer);
	}
	store->pending_count = 0;
	return ret;
}

int blob_writer_commit(struct blob_writer *writer, struct err *err)
{
	struct store *store = writer->store;
	int ret = check(writer, err);

	if (ret) {
		blob_writer_abandon(writer);
		return ret;
	}
	writer->next = store->pending;
	store->pending = writer;
	return ++store->pending_count < PENDING_MAX ? 0 : store_flush(store, err);
}

void blob_writer_abandon(struct blob_writer *writer)
{
	if (!writer)
		return;
	unlinkat(writer->store->dir, writer->ingest, 0);
	writer_free(writer);
}

void store_abandon(struct store *store)
{
	struct store_freed freed;

	while (store->pending) {
		struct blob_writer *writer = store->pending;

		store->pending = writer->next;
		blob_writer_abandon(writer);
	}
	store->pending_count = 0;
	if (store->unsynced) /* some have their names among the blobs already */
		store_gc(store, false, &freed, NULL);
}

/* --- whole blobs ---------------------------------------------------------------- */

int store_blob_write(struct store *store, const struct descriptor *blob, blob_fill *fill, void *arg,
		     struct err *err)
{
	struct blob_writer *writer;
	int ret = store_blob_begin(store, blob, &writer, err);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = blob_writer_restart(writer, err);
	if (!ret)
		ret = fill(arg, writer, err);
	if (!ret)
		return blob_writer_commit(writer, err);
	blob_writer_abandon(writer);
	return ret;
}

int blob_fill_from_file(void *arg, struct blob_writer *writer, struct err *err)
{
	int fd = *(const int *)arg, ret = 0;
	char *chunk = malloc(CHUNK);
	ssize_t got = chunk ? 0 : -ENOMEM;

	if (chunk && lseek(fd, 0, SEEK_SET) < 0)
		got = -errno;
	while (!got && !ret && (got = read_fully(fd, chunk, CHUNK)) > 0) {
		ret = blob_writer_write(writer, chunk, (size_t)got, err);
		got = 0;
	}
	free(chunk);
	return got < 0 ? blob_error(err, (int)-got, "read", &writer->blob.digest) : ret;
}

struct bytes {
	const void *data;
	size_t size;
};

static int fill_from_bytes(void *arg, struct blob_writer *writer, struct err *err)
{
	const struct bytes *bytes = arg;

	return blob_writer_write(writer, bytes->data, bytes->size, err);
}

int store_blob_write_bytes(struct store *store, const struct descriptor *blob, const void *data,
			   size_t size, struct err *err)
{
	struct bytes bytes = { data, size };

	return store_blob_write(store, blob, fill_from_bytes, &bytes, err);
}

int store_blob_put(struct store *store, const void *data, size_t size, struct descriptor *ret_blob,
		   struct err *err)
{
	struct descriptor blob = { .size = size };
	int ret = digest_of(data, size, &blob.digest, err);

	if (!ret)
		ret = store_blob_write_bytes(store, &blob, data, size, err);
	if (ret)
		return ret;
	ret_blob->digest = blob.digest;
	ret_blob->size = blob.size;
	return 0;
}
