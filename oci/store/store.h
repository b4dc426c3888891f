/* SPDX-License-Identifier: MIT */
/*
 * The local store: an OCI image layout, which other tools can read.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 *	oci-layout           the version; also the file that is locked
 *	index.json           names and the manifests they mean
 *	blobs/ALGORITHM/HEX  content, complete and read-only
 *	ingest/              content on its way, named as it will be
 *
 * Whatever happens at whatever moment, what has a name is there as a whole. A
 * blob is written in ingest/, verified, synced and then renamed; index.json is
 * replaced under a lock, after what it names was synced. Open stores share a
 * second lock, which the collection of garbage takes alone: what a pull has
 * written and not yet named is not taken from it.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "format/descriptor.h"

struct buf;
struct err;
struct store;

enum { STORE_NAME_MAX = 1023 };

enum store_mode {
	STORE_READ,  /* an absent store is empty; nothing is ever written */
	STORE_WRITE, /* made where it is absent */
};

/* Opens the store in `dir`; any image layout will do. Null stands for the local store in
 * $XDG_DATA_HOME/wasm-bpf, by default ~/.local/share/wasm-bpf, or for root in somebody
 * else's environment /var/lib/wasm-bpf: its folders and files must be ours, and nobody else
 * may be able to write to them. Free with store_free(). 0, or -errno: EINVAL for a folder
 * that is no layout of version 1, EACCES for a local store that is not ours alone. */
int store_open(const char *dir, enum store_mode mode, struct store **ret_store, struct err *err);

/* Likewise the cache of images that are no guests: a layout of ours alone in
 * $XDG_CACHE_HOME/wasm-bpf/images, by default ~/.cache, or in /var/cache. It can be removed. */
int store_open_images(struct store **ret_store, struct err *err);

void store_free(struct store *store);

/* The folder, owned by the store. */
const char *store_dir(const struct store *store);

/* --- content --------------------------------------------------------------- */

/* Whether the blob is there in full; its bytes are not read. */
bool store_has_blob(const struct store *store, const struct descriptor *blob);

/* Opens a blob to be read, unverified: its bytes are to be hashed on their way.
 * A descriptor, or -ENOENT, -EBADMSG (another size), -errno. */
int store_blob_open(const struct store *store, const struct descriptor *blob, struct err *err);

/* Adds a whole blob to `buf`, verified. 0, or -errno: ENOENT, EBADMSG, EFBIG. */
int store_blob_read(const struct store *store, const struct descriptor *blob, struct buf *buf,
		    struct err *err);

/* Copies a blob to an open file (-1: nowhere), verified on the way: the bytes have arrived
 * when it turns out that they are others. 0, or -errno: ENOENT, EBADMSG. */
int store_blob_copy(const struct store *store, const struct descriptor *blob, int to,
		    struct err *err);

/* Removes a blob whose content turned out to be another, so that it is fetched again. */
int store_blob_remove(struct store *store, const struct descriptor *blob, struct err *err);

/* --- content on its way: begun, filled, then committed or abandoned ---------- */

/* A blob on its way into the store. */
struct blob_writer;

/* Starts to write the blob that `blob` describes: just that size, just that digest.
 *
 * While another process writes the same blob this waits for it, so that it is
 * fetched once. What a killed process left is taken up: blob_writer_size() bytes
 * are there already. 0 with a writer; 1 without one where the blob is (now) there and
 * verifies; -errno, among them -ETIMEDOUT where that other process makes no progress. */
int store_blob_begin(struct store *store, const struct descriptor *blob,
		     struct blob_writer **ret_writer, struct err *err);

/* Bytes written so far, which is where a download goes on. */
uint64_t blob_writer_size(const struct blob_writer *writer);

/* Goes back to no bytes, where a server sends all of them again. */
int blob_writer_restart(struct blob_writer *writer, struct err *err);

/* 0, or -EFBIG past the size that was announced, or -errno. */
int blob_writer_write(struct blob_writer *writer, const void *data, size_t size, struct err *err);

/* Verifies, and frees the writer: the blob is there now for this open store. It is synced
 * and renamed, there for others, before anything is named, and at the latest when the
 * store is closed. 0, or -EBADMSG where size or digest is another (nothing stays of it),
 * or -errno. */
int blob_writer_commit(struct blob_writer *writer, struct err *err);

/* Removes what was written and frees the writer. Null is fine. */
void blob_writer_abandon(struct blob_writer *writer);

/* Hands all bytes of a blob to blob_writer_write(). 0 or -errno. */
typedef int blob_fill(void *arg, struct blob_writer *writer, struct err *err);

/* Writes a whole blob from its first byte on, unless it is there: what the steps above do
 * for who has all of it. Of one that fails nothing stays. 0; `fill`'s own; -EBADMSG; -errno. */
int store_blob_write(struct store *store, const struct descriptor *blob, blob_fill *fill, void *arg,
		     struct err *err);

/* Fills from an open file, from its start; the argument points to the descriptor. */
int blob_fill_from_file(void *arg, struct blob_writer *writer, struct err *err);

/* Writes bytes that are in memory. */
int store_blob_write_bytes(struct store *store, const struct descriptor *blob, const void *data,
			   size_t size, struct err *err);

/* Likewise, and fills in the digest and size of `ret_blob`, whose media type is the
 * caller's. */
int store_blob_put(struct store *store, const void *data, size_t size, struct descriptor *ret_blob,
		   struct err *err);

/* Removes what was committed since the last name was given: blobs of an artifact that did not
 * come as a whole. What others may have counted on by now is left for store_gc(). */
void store_abandon(struct store *store);

/* --- names ------------------------------------------------------------------ */

/* Gives `name` (a reference's canonical text, or a plain tag in a layout of other
 * tools) to a manifest or index whose blobs were all written. */
int store_tag(struct store *store, const char *name, const struct descriptor *manifest,
	      struct err *err);

/* Takes a name away; the content stays for store_gc(). 0, -ENOENT, -errno. */
int store_untag(struct store *store, const char *name, struct err *err);

/* What a name, or the digest of an entry, means. 0, -ENOENT, -errno. */
int store_find(const struct store *store, const char *name, struct descriptor *ret_manifest,
	       struct err *err);

/* One line of index.json; `name` is empty for content without one. */
struct store_entry {
	char name[STORE_NAME_MAX + 1];
	struct descriptor manifest;
};

/* All entries in the order of their names; the caller frees the array. */
int store_list(const struct store *store, struct store_entry **ret_entries, size_t *ret_count,
	       struct err *err);

/* --- garbage ---------------------------------------------------------------- */

struct store_freed {
	uint64_t blobs;
	uint64_t bytes;
};

/* Removes every blob that no entry of index.json reaches, and what killed
 * processes left. Waits for pulls in progress if `wait`, else -EBUSY. */
int store_gc(struct store *store, bool wait, struct store_freed *ret_freed, struct err *err);

#endif
