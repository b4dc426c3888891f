// SPDX-License-Identifier: MIT
/* The store's folder: found, made, locked. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/io.h"
#include "lib/err.h"

#define LAYOUT "{\"imageLayoutVersion\":\"1.0.0\"}\n"

int store_lock(const struct store *store, enum store_lock lock, short type, bool wait,
	       struct err *err)
{
	/* Owned by the open file, not the process: threads and tests may open twice. */
	struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = lock, .l_len = 1 };
	int ret;

	do
		ret = fcntl(store->layout, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
	while (ret < 0 && errno == EINTR);
	if (ret < 0 && (errno == EAGAIN || errno == EACCES))
		return err_set(err, EAGAIN, "store '%s' is in use", store->path);
	if (ret < 0)
		return err_set(err, errno, "cannot lock store '%s': %s", store->path,
			       strerror(errno));
	return 0;
}

/* Makes a file that appears with all its bytes or not at all, unless it is there. */
static int make_file(const struct store *store, const char *name, const char *text)
{
	char temp[64];
	int fd, ret;

	snprintf(temp, sizeof(temp), "ingest/%s.%d", name, (int)getpid());
	fd = openat(store->dir, temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0666 & ~store->mask);
	if (fd < 0)
		return -errno;
	ret = write_fully(fd, text, strlen(text));
	close(fd);
	if (!ret && !renameat2(store->dir, temp, store->dir, name, RENAME_NOREPLACE))
		return 0;
	if (!ret && errno != EEXIST)
		ret = -errno;
	unlinkat(store->dir, temp, 0);
	return ret;
}

static int make_folders(const char *path, mode_t mode)
{
	char part[PATH_MAX];

	for (const char *end = path; *end; end++) {
		if (end == path || *end != '/' || end - path >= PATH_MAX)
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)(end - path), path);
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return -errno;
	}
	return mkdir(path, mode) < 0 && errno != EEXIST ? -errno : 0;
}

/* Makes the parts of a layout that are not there yet. */
static int make_layout(const struct store *store)
{
	static const char *const folders[] = { "blobs", "ingest" };
	struct stat st;
	int ret;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (mkdirat(store->dir, folders[i], 0777 & ~store->mask) < 0 && errno != EEXIST)
			return -errno;
	if (fstatat(store->dir, "oci-layout", &st, 0) == 0)
		return 0;
	ret = make_file(store, "index.json", "{\"schemaVersion\":2,\"mediaType\":\""
			MEDIA_TYPE_INDEX "\",\"manifests\":[]}\n");
	return ret ? ret : make_file(store, "oci-layout", LAYOUT);
}

static int check_version(const struct store *store, const char *text, size_t size,
			 struct err *err)
{
	json_t *json = json_loadb(text, size, 0, NULL);
	const char *version = json_string_value(json_object_get(json, "imageLayoutVersion"));
	int ret = 0;

	if (!version || strncmp(version, "1.", 2) != 0)
		ret = err_set(err, EINVAL, "'%s' is not an OCI image layout of version 1",
			      store->path);
	json_decref(json);
	return ret;
}

static int check_layout(const struct store *store, struct err *err)
{
	char text[4096];
	ssize_t len = pread(store->layout, text, sizeof(text), 0);

	if (len == 0 && store->writable) /* the power failed in the store's first seconds */
		len = pwrite(store->layout, LAYOUT, strlen(LAYOUT), 0);
	else if (len > 0)
		return check_version(store, text, (size_t)len, err);
	return len < 0 ? err_set(err, errno, "cannot use '%s/oci-layout': %s", store->path,
				 strerror(errno)) : 0;
}

/* Opens oci-layout, for exclusive locks where that is allowed. */
static int open_layout(struct store *store, struct err *err)
{
	int flags = store->writable ? O_RDWR : O_RDONLY, ret;

	store->layout = openat(store->dir, "oci-layout", flags | O_CLOEXEC);
	if (store->layout < 0 && errno == ENOENT)
		return err_set(err, EINVAL, "'%s' is not an OCI image layout: it has no "
			       "oci-layout",
			       store->path);
	if (store->layout < 0)
		return err_set(err, errno, "cannot open '%s/oci-layout': %s", store->path,
			       strerror(errno));
	ret = place_check_file(store, "oci-layout", store->layout, err);
	if (!ret)
		ret = check_layout(store, err);
	return ret ? ret : store_lock(store, LOCK_BLOBS, F_RDLCK, true, err);
}

static int open_folder(struct store *store, struct err *err)
{
	int ret = store->writable ? make_folders(store->path, 0777 & ~store->mask) : 0;

	if (!ret) {
		store->dir = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		ret = store->dir < 0 ? -errno : 0;
	}
	if (!ret && place_check_folders(store, err))
		return -err->code;
	if (!ret && store->writable)
		ret = make_layout(store);
	if (ret == -ENOENT && !store->writable)
		return 0;
	if (ret)
		return err_set(err, -ret, "cannot open store '%s': %s", store->path,
			       strerror(-ret));
	return open_layout(store, err);
}

/* `path` becomes the store's; one that is null has no place. */
static int open_at(char *path, const char *variable, bool own, enum store_mode mode,
		   struct store **ret_store, struct err *err)
{
	struct store *store = malloc(sizeof(*store));
	int ret;

	if (!store) {
		free(path);
		return err_set(err, ENOMEM, "cannot open the store: %s", strerror(ENOMEM));
	}
	*store = (struct store){
		.path = path,
		.dir = -1,
		.layout = -1,
		.writable = mode == STORE_WRITE,
		.own = own,
		.mask = own ? 0022 : 0,
	};
	if (!store->path)
		ret = err_set(err, ENOENT,
			      "no folder for the store: neither "
			      "%s nor HOME belongs to this user",
			      variable);
	else
		ret = open_folder(store, err);
	if (ret) {
		store_free(store);
		return ret;
	}
	*ret_store = store;
	return 0;
}

int store_open(const char *dir, enum store_mode mode, struct store **ret_store, struct err *err)
{
	return open_at(dir ? strdup(dir) : place_default(), "XDG_DATA_HOME", !dir, mode, ret_store,
		       err);
}

int store_open_images(struct store **ret_store, struct err *err)
{
	return open_at(place_images(), "XDG_CACHE_HOME", true, STORE_WRITE, ret_store, err);
}

void store_free(struct store *store)
{
	if (!store)
		return;
	store_flush(store, &(struct err)ERR_INIT); /* content without a name */
	if (store->layout >= 0)
		close(store->layout);
	if (store->dir >= 0)
		close(store->dir);
	free(store->path);
	free(store);
}

const char *store_dir(const struct store *store)
{
	return store->path;
}

static int sync_folder(const struct store *store, const char *path, struct err *err)
{
	int fd = openat(store->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = 0;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fsync(fd) < 0)
		ret = err_set(err, errno, "cannot sync '%s/%s': %s", store->path, path,
			      strerror(errno));
	if (fd >= 0)
		close(fd);
	return ret;
}

int store_sync_blobs(struct store *store, struct err *err)
{
	static const char *const folders[] = { "blobs/sha256", "blobs/sha512", "blobs" };
	int ret = 0;

	for (size_t i = 0; store->unsynced && !ret && i < sizeof(folders) / sizeof(*folders); i++)
		ret = sync_folder(store, folders[i], err);
	if (!ret)
		store->unsynced = false;
	return ret;
}

/* Writes and syncs a file below the store's folder. 0 or -errno. */
static int write_synced(const struct store *store, const char *path, const void *data,
			size_t size)
{
	int fd = openat(store->dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0666 & ~store->mask);
	int ret = fd < 0 ? -errno : write_fully(fd, data, size);

	if (!ret && fsync(fd) < 0)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

int store_replace(struct store *store, const char *name, const void *data, size_t size,
		  struct err *err)
{
	char temp[64];
	int ret;

	snprintf(temp, sizeof(temp), "ingest/%s", name);
	ret = write_synced(store, temp, data, size);
	if (ret)
		err_set(err, -ret, "cannot write '%s/%s': %s", store->path, name, strerror(-ret));
	else
		ret = store_sync_blobs(store, err);
	if (!ret && renameat(store->dir, temp, store->dir, name) < 0)
		ret = err_set(err, errno, "cannot write '%s/%s': %s", store->path, name,
			      strerror(errno));
	if (ret)
		unlinkat(store->dir, temp, 0);
	return ret;
}
