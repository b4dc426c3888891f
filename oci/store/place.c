// SPDX-License-Identifier: MIT
/*
 * Where the local store is, and that it is ours alone. What a name means there is run with our
 * rights, so a store counts only if its folders and files belong to us (or to root) and nobody
 * else can write to them. Layouts that are named by hand are as the user wants them.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "store/private.h"

static bool is_trusted(const struct stat *st)
{
	return st->st_uid == geteuid() || st->st_uid == 0;
}

/* Whether a folder is ours, or would be made in one that is. What sudo or su left in the
 * environment may be another user's. */
static bool may_hold_ours(const char *folder)
{
	char path[PATH_MAX], *slash;
	struct stat st;

	if (snprintf(path, sizeof(path), "%s", folder) >= (int)sizeof(path))
		return false;
	while (stat(path, &st) < 0) {
		slash = strrchr(path, '/');
		if (errno != ENOENT || !slash)
			return false;
		slash[slash == path] = '\0';
	}
	return is_trusted(&st);
}

/* As the XDG base directories have it; a relative path in the environment counts as none. */
static char *place(const char *variable, const char *below_home, const char *of_root,
		   const char *name)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	char *path;
	int len = -1;

	if (base && base[0] == '/' && may_hold_ours(base))
		len = asprintf(&path, "%s/%s", base, name);
	else if (home && home[0] == '/' && may_hold_ours(home))
		len = asprintf(&path, "%s/%s/%s", home, below_home, name);
	else if (geteuid() == 0)
		len = asprintf(&path, "%s/%s", of_root, name);
	return len < 0 ? NULL : path;
}

char *place_default(void)
{
	return place("XDG_DATA_HOME", ".local/share", "/var/lib", "wasm-bpf");
}

char *place_images(void)
{
	return place("XDG_CACHE_HOME", ".cache", "/var/cache", "wasm-bpf/images");
}

static int check(const struct store *store, const char *name, const struct stat *st,
		 struct err *err)
{
	const char *slash = *name ? "/" : "";

	if (!is_trusted(st))
		err_set(err, EACCES, "'%s%s%s' belongs to another user", store->path, slash, name);
	else if (st->st_mode & (S_IWGRP | S_IWOTH))
		err_set(err, EACCES, "others can write to '%s%s%s'", store->path, slash, name);
	else
		return 0;
	err_hint(err, "only its user may write to a store: use 'chmod -R go-w %.300s'",
		 store->path);
	return -EACCES;
}

int place_check_file(const struct store *store, const char *name, int fd, struct err *err)
{
	struct stat st;

	if (!store->own)
		return 0;
	if (fstat(fd, &st) < 0)
		return err_set(err, errno, "cannot look at '%s/%s': %s", store->path, name,
			       strerror(errno));
	return check(store, name, &st, err);
}

int place_check_folders(const struct store *store, struct err *err)
{
	static const char *const names[] = { "blobs", "blobs/sha256", "blobs/sha512", "ingest" };
	int ret = place_check_file(store, "", store->dir, err);
	struct stat st;

	for (size_t i = 0; store->own && !ret && i < sizeof(names) / sizeof(*names); i++)
		if (fstatat(store->dir, names[i], &st, 0) == 0)
			ret = check(store, names[i], &st, err);
	return ret;
}
