/* SPDX-License-Identifier: MIT */
/* What the files of the store share: its folder, its locks, its paths. */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H

#include <sys/types.h>

#include "store/store.h"

struct store {
	char *path;     /* the folder as messages name it */
	int dir;        /* the folder, or -1 for an absent one that is only read */
	int layout;     /* the file oci-layout, on which locks are held, or -1 */
	bool writable;
	bool own;       /* the local store: ours alone, or it is not used */
	mode_t mask;    /* rights that nothing in it gets, beside the umask */
	bool unsynced;  /* blobs were renamed since their folder was synced */
	struct blob_writer *pending; /* verified, and not yet synced and renamed */
	size_t pending_count;
};

/* The folder of the local store, to be freed; null where there is no place for it. */
char *place_default(void);

/* Likewise that of the cache of images. */
char *place_images(void);

/* Whether the folders of a store, or an open file of it, are ours alone; those of a layout
 * need not be. 0 or -EACCES with the reason. */
int place_check_folders(const struct store *store, struct err *err);
int place_check_file(const struct store *store, const char *name, int fd, struct err *err);

/* The bytes of oci-layout that stand for locks. */
enum store_lock {
	LOCK_INDEX, /* alone: while index.json is read, changed and replaced */
	LOCK_BLOBS, /* shared by every open store; alone: while garbage is collected */
};

/* Takes a lock (F_RDLCK, F_WRLCK) or leaves it (F_UNLCK). 0, -EAGAIN when it is
 * taken and `wait` is false, -errno. */
int store_lock(const struct store *store, enum store_lock lock, short type, bool wait,
	       struct err *err);

enum { BLOB_PATH_MAX = sizeof("blobs/sha512/") + 128 };

/* The path of a blob below the store's folder. */
void blob_path(const struct digest *digest, char path[static BLOB_PATH_MAX]);

/* Likewise, while it is on its way. */
void ingest_path(const struct digest *digest, char path[static BLOB_PATH_MAX]);

/* A blob on its way. */
struct blob_writer {
	struct store *store;
	struct descriptor blob;
	struct hasher *hasher;
	char ingest[BLOB_PATH_MAX];
	int fd;
	uint64_t size;
	uint64_t flushed;
	struct blob_writer *next; /* in store.pending */
};

/* Syncs all pending blobs, which then costs as much as one, and renames them. On failure
 * they are removed. */
int store_flush(struct store *store, struct err *err);

/* Writes and syncs the file `name` at the top of the store, by way of ingest/ of the same
 * name, and renames it when also the names of blobs are synced. The caller holds a lock
 * that makes it the only one. */
int store_replace(struct store *store, const char *name, const void *data, size_t size,
		  struct err *err);

/* Syncs the names of the blobs, where there are new ones. */
int store_sync_blobs(struct store *store, struct err *err);

/* An image index of these entries as JSON; null when memory is out. */
json_t *index_new(const struct store_entry *entries, size_t count);

/* The entries of an image index, in the order of their names; the caller frees them.
 * `what` names the index in messages. 0, -EINVAL, -ENOMEM. */
int index_parse(const char *text, size_t size, const char *what,
		struct store_entry **ret_entries, size_t *ret_count, struct err *err);

enum { INDEX_MAX = 16 * 1024 * 1024 }; /* bytes of an image index */

#endif
