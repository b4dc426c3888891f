// SPDX-License-Identifier: MIT
#include "runtime/oci/export.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/store_private.h"

enum { CHUNK = 256 * 1024 };

int export_find_module(const struct store *store, const struct descriptor *manifest,
		       struct descriptor *ret_layer, struct err *err)
{
	struct descriptor current = *manifest;
	struct manifest parsed = { 0 };
	int ret = 0;

	for (int level = 0; level < 2; level++) {
		struct buf text = BUF_INIT(MANIFEST_MAX);

		ret = store_blob_read(store, &current, &text, err);
		if (!ret)
			ret = manifest_parse(text.data, text.len, current.media_type, &parsed, err);
		buf_release(&text);
		if (ret || parsed.kind == MANIFEST_IMAGE)
			break;
		ret = manifest_wasm_entry(&parsed, &current, err);
		manifest_release(&parsed);
		if (ret)
			return ret;
	}
	if (!ret)
		ret = parsed.json ? manifest_wasm_layer(&parsed, ret_layer, err) :
				    err_set(err, EINVAL, "an index in an index");
	manifest_release(&parsed);
	return ret;
}

/* Copies all bytes, and compares them with the digest at the end. */
static int copy(int from, int to, const struct descriptor *layer, struct err *err)
{
	struct hasher *hasher = NULL;
	struct digest digest;
	char *chunk = malloc(CHUNK);
	ssize_t got = 0;
	int ret = chunk ? hasher_new(&layer->digest, &hasher, err) :
			  err_set(err, ENOMEM, "out of memory");

	while (!ret && (got = read_fully(from, chunk, CHUNK)) > 0) {
		hasher_add(hasher, chunk, (size_t)got);
		ret = write_fully(to, chunk, (size_t)got);
		if (ret)
			err_set(err, -ret, "cannot write: %s", strerror(-ret));
	}
	if (!ret && got < 0)
		ret = err_set(err, (int)-got, "cannot read: %s", strerror((int)-got));
	if (!ret) {
		hasher_end(hasher, &digest);
		if (!digest_equal(&digest, &layer->digest))
			ret = err_set(err, EBADMSG, "the module in the store is not '%s' any more",
				      layer->digest.text);
	}
	hasher_free(hasher);
	free(chunk);
	return ret;
}

/* Copies to what cannot be replaced as a whole: a pipe, a device. */
static int copy_in_place(int from, const char *path, const struct descriptor *layer,
			 struct err *err)
{
	int to = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (to < 0)
		return err_set(err, errno, "%s", strerror(errno));
	ret = copy(from, to, layer, err);
	close(to);
	return ret;
}

/* Copies to a new file beside `path`, of that mode, and renames it. */
static int copy_and_rename(int from, const char *path, mode_t mode,
			   const struct descriptor *layer, struct err *err)
{
	char temp[PATH_MAX];
	int to, ret;

	if (snprintf(temp, sizeof(temp), "%s.XXXXXX", path) >= (int)sizeof(temp))
		return err_set(err, ENAMETOOLONG, "%s", strerror(ENAMETOOLONG));
	to = mkostemp(temp, O_CLOEXEC);
	if (to < 0)
		return err_set(err, errno, "%s", strerror(errno));
	ret = copy(from, to, layer, err);
	if (!ret && (fchmod(to, mode) < 0 || rename(temp, path) < 0))
		ret = err_set(err, errno, "%s", strerror(errno));
	close(to);
	if (ret)
		unlink(temp);
	return ret;
}

static int copy_to_file(int from, const char *path, const struct descriptor *layer,
			struct err *err)
{
	mode_t mask = umask(0);
	char target[PATH_MAX];
	struct stat st;

	umask(mask);
	if (strcmp(path, "-") == 0)
		return copy(from, STDOUT_FILENO, layer, err);
	if (stat(path, &st) < 0)
		return copy_and_rename(from, path, 0666 & ~mask, layer, err);
	if (!S_ISREG(st.st_mode))
		return copy_in_place(from, path, layer, err);
	if (!realpath(path, target)) /* a symbolic link stays one */
		return err_set(err, errno, "%s", strerror(errno));
	return copy_and_rename(from, target, st.st_mode & 07777, layer, err);
}

int export_module(const struct store *store, const struct descriptor *manifest,
		  const char *path, struct err *err)
{
	struct descriptor layer;
	int ret = export_find_module(store, manifest, &layer, err), from;

	if (ret)
		return ret;
	from = store_blob_open(store, &layer, err);
	if (from < 0)
		return from;
	ret = copy_to_file(from, path, &layer, err);
	close(from);
	return ret ? err_prefix(err, "cannot write '%s'", path) : 0;
}
