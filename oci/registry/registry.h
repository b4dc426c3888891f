/* SPDX-License-Identifier: MIT */
/*
 * A repository of a registry, by the OCI distribution specification 1.1.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include <stdbool.h>

#include "format/descriptor.h"
#include "format/ref.h"
#include "lib/buf.h"
#include "registry/http.h"

struct err;
struct registry;
struct store;

struct registry_options {
	struct http_options http;
	const char *user;      /* who to be, in place of who is logged in, or null */
	const char *secret;
	uint64_t max_size;     /* bytes of a blob that is downloaded */
	uint64_t chunk_size;   /* bytes of an upload's piece; 0: all in one */
	bool quiet;            /* no progress on the terminal */
};

#define REGISTRY_OPTIONS_INIT { .http = { .timeout = HTTP_TIMEOUT, .retries = HTTP_RETRIES }, \
				.max_size = REGISTRY_BLOB_MAX }
#define REGISTRY_BLOB_MAX (256ull * 1024 * 1024)

/* Opens the repository of a reference, without asking it anything; with an empty
 * repository, the registry itself. `push` is whether it will be written to. Reference
 * and options must outlive it. Free with registry_free(). 0 or -errno. */
int registry_open(const struct ref *ref, const struct registry_options *options, bool push,
		  struct registry **ret_registry, struct err *err);
void registry_free(struct registry *registry);

/* Whether the registry is there and takes our credential. 0, -EACCES, -errno. */
int registry_ping(struct registry *registry, struct err *err);

/* --- manifests ------------------------------------------------------------------ */

/* Gets the manifest of a tag or digest into `text` (its maximum counts), and what
 * describes it, its digest computed and compared with all that is claimed of it.
 * 0, -ENOENT, -EBADMSG, -errno. */
int registry_get_manifest(struct registry *registry, const char *tag_or_digest,
			  struct buf *text, struct descriptor *ret_manifest, struct err *err);

/* Only what describes it, as the registry says; where it does not say all of that, or takes
 * no HEAD, as registry_get_manifest(). For a digest it must be that. */
int registry_head_manifest(struct registry *registry, const char *tag_or_digest,
			   struct descriptor *ret_manifest, struct err *err);

/* Puts a manifest in place whose blobs are there. */
int registry_put_manifest(struct registry *registry, const char *tag_or_digest,
			  const char *media_type, const void *text, size_t size,
			  struct err *err);

/* --- blobs ---------------------------------------------------------------------- */

/* Whether the repository has a blob: 1, or 0 where it has not or cannot be asked, or
 * -errno. */
int registry_has_blob(struct registry *registry, const struct descriptor *blob,
		      struct err *err);

/* Fetches a blob into the store, unless it is there. With `wasm`, what does not begin as a
 * WebAssembly module is given up at once (-EINVAL). 0, -EFBIG past the maximum of the
 * options, -EBADMSG for other content than was announced, -errno. */
int registry_fetch_blob(struct registry *registry, const struct descriptor *blob, bool wasm,
			struct store *store, struct err *err);

/* Uploads the bytes of an open file. */
int registry_upload_file(struct registry *registry, const struct descriptor *blob, int fd,
			 struct err *err);

/* Uploads bytes in memory. */
int registry_upload(struct registry *registry, const struct descriptor *blob, const void *data,
		    struct err *err);

/* Takes a blob over from another repository of the registry: 1, or 0 where that does
 * not work and it has to be uploaded, or -errno. */
int registry_mount_blob(struct registry *registry, const struct descriptor *blob,
			const char *from, struct err *err);

/* --- lists ------------------------------------------------------------------------ */

/* Takes one name of a list; anything but 0 ends it and is returned. */
typedef int registry_name_fn(void *arg, const char *name, struct err *err);

/* The tags of the repository; the repositories of the registry. */
int registry_tags(struct registry *registry, registry_name_fn *each, void *arg,
		  struct err *err);
int registry_catalog(struct registry *registry, registry_name_fn *each, void *arg,
		     struct err *err);

/* Whether the registry has the referrers API: 1 or 0, or -errno. */
int registry_has_referrers(struct registry *registry, const struct digest *subject,
			   struct err *err);

/* What refers to a manifest, as the text of an image index: from the referrers API, or
 * from the tag that stands in for it. 0, -ENOENT where there is nothing, -errno. */
int registry_referrers(struct registry *registry, const struct digest *subject,
		       struct buf *text, struct err *err);

#endif
