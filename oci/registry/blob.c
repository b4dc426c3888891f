// SPDX-License-Identifier: MIT
/*
 * Blobs. A download is one GET, which goes on where it was cut. An upload begins with
 * a POST that gives it an address, and each answer may give it another; then all goes
 * in one PUT, or in pieces by PATCH and an empty PUT. What breaks off is asked after and
 * goes on, in pieces, with what is missing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/io.h"
#include "format/wasm.h"
#include "lib/err.h"
#include "registry/private.h"
#include "registry/progress.h"
#include "registry/url.h"
#include "store/stage.h"
#include "store/store.h"

enum {
	PIECE = 8 * 1024 * 1024,   /* bytes, where all in one does not work */
	ANSWER_MAX = 64 * 1024,    /* to a step of an upload */
	STAGED_FROM = 1024 * 1024, /* bytes of a download that is worth a thread */
};

int registry_has_blob(struct registry *registry, const struct descriptor *blob,
		      struct err *err)
{
	char url[REGISTRY_URL_MAX];
	struct http_request request = { .method = "HEAD", .url = url };
	struct http_response response = { 0 };
	int ret;

	registry_url(registry, "blobs/", blob->digest.text, url);
	ret = registry_send(registry, &request, &response, err);
	if (!ret && response.status != 200 && response.status != 404 && response.status != 405 &&
	    response.status != 501)
		ret = registry_error(registry, &response, "ask for a blob", err);
	if (!ret)
		ret = response.status == 200;
	http_response_release(&response);
	return ret;
}

/* --- downloads --------------------------------------------------------------------- */

struct download {
	struct blob_writer *writer;
	struct stage *stage;             /* before it, or null for what is small */
	bool wasm;                       /* whether the first bytes are looked at */
	unsigned char head[WASM_HEADER]; /* they */
	size_t len;                      /* how many of them are there */
};

static int sink_restart(void *arg, struct err *err)
{
	struct download *download = arg;

	int ret = download->stage ? stage_drain(download->stage, err) : 0;

	download->len = 0;
	return ret ? ret : blob_writer_restart(download->writer, err);
}

static int sink_write(void *arg, const void *data, size_t size, struct err *err)
{
	struct download *download = arg;
	size_t room = WASM_HEADER - download->len, more = size < room ? size : room;
	int ret = 0;

	memcpy(download->head + download->len, data, more);
	download->len += more;
	if (more && download->len == WASM_HEADER && download->wasm)
		ret = wasm_check_header(download->head, WASM_HEADER, err);
	if (ret)
		return ret;
	return download->stage ? stage_write(download->stage, data, size, err) :
				 blob_writer_write(download->writer, data, size, err);
}

/* Downloads what the writer does not have yet. */
static int download(struct registry *registry, const struct descriptor *blob, bool wasm,
		    struct blob_writer *writer, struct err *err)
{
	struct download state = { .writer = writer, .wasm = wasm };
	const struct http_sink sink = { &state, sink_restart, sink_write };
	struct progress progress;
	char url[REGISTRY_URL_MAX];
	struct http_request request = {
		.method = "GET", .url = url, .sink = &sink, .from = blob_writer_size(writer),
		.max = blob->size, .progress = &progress,
	};
	struct http_response response = { 0 };
	int ret = 0;

	if (request.from == blob->size)
		return 0;
	if (request.from) /* its head was looked at by who began */
		state.len = WASM_HEADER;
	if (blob->size > STAGED_FROM)
		ret = stage_new(writer, &state.stage, err);
	if (ret)
		return ret;
	registry_url(registry, "blobs/", blob->digest.text, url);
	progress_begin(&progress, "pulling", blob->size, registry->options.quiet);
	ret = registry_send(registry, &request, &response, err);
	progress_end(&progress);
	if (!ret && response.status != 200 && response.status != 206)
		ret = registry_error(registry, &response, "get a blob", err);
	if (!ret && state.stage)
		ret = stage_drain(state.stage, err);
	stage_free(state.stage);
	http_response_release(&response);
	return ret;
}

/* Whether a blob of the store begins as a module: one that was there, or is shorter than what
 * was looked at on its way. */
static int check_start(const struct store *store, const struct descriptor *blob, struct err *err)
{
	unsigned char head[WASM_HEADER];
	int fd = store_blob_open(store, blob, err);
	ssize_t got;

	if (fd < 0)
		return fd;
	got = read_fully(fd, head, sizeof(head));
	close(fd);
	return wasm_check_header(head, got > 0 ? (size_t)got : 0, err);
}

/* 0 when it is in the store, 1 when what a killed process had left of it was wrong. */
static int fetch(struct registry *registry, const struct descriptor *blob, bool wasm,
		 struct store *store, struct err *err)
{
	struct blob_writer *writer;
	bool resumed;
	int ret = store_blob_begin(store, blob, &writer, err);

	if (ret)
		return ret > 0 ? 0 : ret;
	resumed = blob_writer_size(writer) > 0;
	ret = download(registry, blob, wasm, writer, err);
	if (ret) {
		blob_writer_abandon(writer);
		return ret;
	}
	ret = blob_writer_commit(writer, err);
	return ret == -EBADMSG && resumed ? 1 : ret;
}

int registry_fetch_blob(struct registry *registry, const struct descriptor *blob, bool wasm,
			struct store *store, struct err *err)
{
	int ret;

	if (blob->size > registry->options.max_size) {
		err_set(err, EFBIG, "a blob of the artifact has %llu bytes, %llu are allowed",
			(unsigned long long)blob->size,
			(unsigned long long)registry->options.max_size);
		return err_hint(err, "--max-size MIB allows more");
	}
	ret = fetch(registry, blob, wasm, store, err);
	if (ret == 1)
		ret = fetch(registry, blob, wasm, store, err);
	return !ret && wasm ? check_start(store, blob, err) : ret;
}

/* --- uploads -------------------------------------------------------------------------- */

struct upload {
	struct registry *registry;
	const struct descriptor *blob;
	const void *data;  /* the bytes, or null: */
	int fd;            /* in this file */
	char *location;    /* where the next request goes, or null: to be begun */
	uint64_t offset;   /* bytes that the registry has */
	uint64_t piece;    /* bytes of a PATCH; 0: all in one PUT */
	long status;       /* of the last answer */
	struct progress progress;
};

/* Takes the address that an answer gives. */
static int take_location(struct upload *upload, const struct http_response *response,
			 struct err *err)
{
	char location[8192], *next;
	int ret;

	if (!http_header(response, "Location", 0, location, sizeof(location)))
		return err_set(err, EPROTO, "'%s' sends no address for the upload",
			       upload->registry->ref->host);
	ret = url_resolve(response->url, location, &next, err);
	if (ret)
		return ret;
	free(upload->location);
	upload->location = next;
	return 0;
}

/* Sends one request of an upload. 0 with the status that is wanted, or -errno. */
static int upload_send(struct upload *upload, struct http_request *request, long wanted,
		       struct http_response *response, struct err *err)
{
	int ret;

	request->once = true;
	request->max = ANSWER_MAX;
	upload->status = 0;
	ret = registry_send(upload->registry, request, response, err);
	upload->status = response->status;
	if (!ret && response->status != wanted)
		ret = registry_error(upload->registry, response, "upload a blob", err);
	return ret;
}

/* POST, for an address; `query` may ask for a blob of another repository. Returns the
 * status 201 or 202, or -errno. */
static int upload_begin(struct upload *upload, const char *query, struct err *err)
{
	char url[REGISTRY_URL_MAX + REF_REPO_MAX];
	struct http_request request = { .method = "POST", .url = url };
	struct http_response response = { 0 };
	int ret;

	registry_url(upload->registry, "blobs/uploads/", "", url);
	snprintf(url + strlen(url), sizeof(url) - strlen(url), "%s", query);
	ret = upload_send(upload, &request, 202, &response, err);
	if (!ret)
		ret = take_location(upload, &response, err);
	upload->offset = 0;
	if (upload->status == 201)
		ret = 0;
	http_response_release(&response);
	return ret ? ret : (int)upload->status;
}

static void set_body(const struct upload *upload, struct http_request *request, uint64_t size)
{
	request->content_type = "application/octet-stream";
	request->data = upload->data ? (const char *)upload->data + upload->offset : NULL;
	request->fd = upload->fd;
	request->offset = upload->offset;
	request->size = size;
}

/* The PUT that ends an upload, with the bytes that are not there yet. */
static int upload_end(struct upload *upload, struct err *err)
{
	struct http_request request = { .method = "PUT" };
	struct http_response response = { 0 };
	char *url;
	int ret = url_add_query(upload->location, "digest", upload->blob->digest.text, &url, err);

	if (ret)
		return ret;
	request.url = url;
	request.progress = &upload->progress;
	set_body(upload, &request, upload->blob->size - upload->offset);
	ret = upload_send(upload, &request, 201, &response, err);
	http_response_release(&response);
	free(url);
	return ret;
}

/* One PATCH. */
static int upload_piece(struct upload *upload, struct err *err)
{
	uint64_t left = upload->blob->size - upload->offset;
	uint64_t size = left < upload->piece ? left : upload->piece;
	struct http_request request = { .method = "PATCH", .url = upload->location };
	struct http_response response = { 0 };
	char range[48];
	int ret;

	snprintf(range, sizeof(range), "%llu-%llu", (unsigned long long)upload->offset,
		 (unsigned long long)(upload->offset + size - 1));
	request.content_range = range;
	request.progress = &upload->progress;
	set_body(upload, &request, size);
	ret = upload_send(upload, &request, 202, &response, err);
	if (!ret)
		ret = take_location(upload, &response, err);
	if (!ret)
		upload->offset += size;
	http_response_release(&response);
	return ret;
}

static void upload_forget(struct upload *upload)
{
	free(upload->location);
	upload->location = NULL;
	upload->offset = 0;
}

/* Asks how far an upload that broke off came; one that is lost will begin again. */
static void upload_resume(struct upload *upload, struct err *err)
{
	struct http_request request = { .method = "GET", .url = upload->location };
	struct http_response response = { 0 };
	uint64_t last = 0;
	char range[48];
	int ret;

	if (!upload->location)
		return;
	ret = upload_send(upload, &request, 204, &response, err);
	if (!ret)
		ret = take_location(upload, &response, err);
	if (!ret && http_header(&response, "Range", 0, range, sizeof(range)) && strchr(range, '-'))
		last = strtoull(strchr(range, '-') + 1, NULL, 10);
	http_response_release(&response);
	upload->offset = last ? last + 1 : 0; /* "0-0" stands for nothing */
	if (ret || upload->offset > upload->blob->size)
		upload_forget(upload);
}

/* Goes as far as it can. */
static int upload_try(struct upload *upload, struct err *err)
{
	int ret = upload->location ? 0 : upload_begin(upload, "", err);

	if (ret < 0)
		return ret;
	while (upload->piece && upload->offset < upload->blob->size) {
		ret = upload_piece(upload, err);
		if (ret)
			return ret;
	}
	return upload_end(upload, err);
}

/* Whether to go on after a failure. All in one gives way to pieces: a proxy before the
 * registry may allow no more at once, and only pieces can go on where they broke off. */
static bool upload_can_go_on(struct upload *upload, int failure)
{
	bool too_large = upload->status == 413 && !upload->piece;

	if (!upload->piece)
		upload->piece = PIECE;
	if (too_large)
		upload_forget(upload);
	return too_large || upload->status == 416 || (failure == -EIO && !upload->status) ||
	       http_may_pass(0, upload->status);
}

static int upload_run(struct upload *upload, struct err *err)
{
	struct registry *registry = upload->registry;
	unsigned int tries = 0;
	int ret;

	progress_begin(&upload->progress, "pushing", upload->blob->size, registry->options.quiet);
	for (;;) {
		ret = upload_try(upload, err);
		if (!ret || tries == registry->options.http.retries ||
		    !upload_can_go_on(upload, ret))
			break;
		ret = http_pause(registry->http, tries++, err);
		if (ret)
			break;
		upload_resume(upload, err);
	}
	progress_end(&upload->progress);
	free(upload->location);
	return ret;
}

int registry_upload_file(struct registry *registry, const struct descriptor *blob, int fd,
			 struct err *err)
{
	struct upload upload = { .registry = registry, .blob = blob, .fd = fd,
				 .piece = registry->options.chunk_size };

	return upload_run(&upload, err);
}

int registry_upload(struct registry *registry, const struct descriptor *blob, const void *data,
		    struct err *err)
{
	struct upload upload = { .registry = registry, .blob = blob, .data = data, .fd = -1 };

	return upload_run(&upload, err);
}

int registry_mount_blob(struct registry *registry, const struct descriptor *blob,
			const char *from, struct err *err)
{
	struct upload upload = { .registry = registry, .blob = blob };
	char query[REF_REPO_MAX + REF_DIGEST_MAX + 16];
	int ret;

	snprintf(query, sizeof(query), "?mount=%s&from=%s", blob->digest.text, from);
	ret = upload_begin(&upload, query, err);
	free(upload.location);
	return ret < 0 ? ret : ret == 201;
}
