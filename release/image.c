// SPDX-License-Identifier: MIT
/*
 * An OCI image of one layer, as an archive of an image layout:
 *
 *	image LAYER.tar ARCH CREATED NAME FOLDER ARCHIVE
 *
 * LAYER.tar has the files, ARCH is Go's word for the machine, CREATED a time by RFC 3339, and
 * FOLDER becomes the layout. The same layer gives the same bytes.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 *
 * rooms: store format lib
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "store/archive.h"
#include "store/store.h"

enum { LAYER_MAX = 1 << 28 };

#define MEDIA_TYPE_LAYER "application/vnd.oci.image.layer.v1.tar"

static int put_json(struct store *store, json_t *json, const char *media_type,
		    struct descriptor *ret_blob, struct err *err)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	int ret;

	json_decref(json);
	if (!text)
		return err_set(err, ENOMEM, "out of memory");
	strcpy(ret_blob->media_type, media_type);
	ret = store_blob_put(store, text, strlen(text), ret_blob, err);
	free(text);
	return ret;
}

static json_t *config_of(const char *arch, const char *created, const struct descriptor *layer)
{
	return json_pack("{ss ss ss s{s[s] ss} s{ss s[s]}}", "created", created, "architecture",
			 arch, "os", "linux", "config", "Entrypoint", "/usr/bin/wasm-bpf",
			 "WorkingDir", "/", "rootfs", "type", "layers", "diff_ids",
			 layer->digest.text);
}

static json_t *manifest_of(const struct descriptor *config, const struct descriptor *layer)
{
	return json_pack("{si ss so s[o]}", "schemaVersion", 2, "mediaType", MEDIA_TYPE_MANIFEST,
			 "config", descriptor_json(config), "layers", descriptor_json(layer));
}

/* Writes all blobs and names the manifest. */
static int build(struct store *store, char **args, struct err *err)
{
	struct descriptor layer = { .media_type = MEDIA_TYPE_LAYER }, config, manifest;
	struct buf bytes = BUF_INIT(LAYER_MAX);
	int ret = file_read(args[0], &bytes, err);

	if (!ret)
		ret = store_blob_put(store, bytes.data, bytes.len, &layer, err);
	buf_release(&bytes);
	if (!ret)
		ret = put_json(store, config_of(args[1], args[2], &layer), MEDIA_TYPE_IMAGE_CONFIG,
			       &config, err);
	if (!ret)
		ret = put_json(store, manifest_of(&config, &layer), MEDIA_TYPE_MANIFEST, &manifest,
			       err);
	return ret ? ret : store_tag(store, args[3], &manifest, err);
}

static int save(const struct store *store, const char *archive, struct err *err)
{
	struct store_entry *entries = NULL;
	size_t count = 0;
	int fd = open(archive, O_CREAT | O_TRUNC | O_WRONLY, 0644), ret;

	if (fd < 0)
		return err_set(err, errno, "cannot write '%s': %s", archive, strerror(errno));
	ret = store_list(store, &entries, &count, err);
	if (!ret)
		ret = archive_save(store, entries, count, fd, err);
	free(entries);
	if (close(fd) < 0 && !ret)
		ret = err_set(err, errno, "cannot write '%s': %s", archive, strerror(errno));
	return ret;
}

int main(int argc, char **argv)
{
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int ret;

	if (argc != 7)
		return 2;
	ret = store_open(argv[5], STORE_WRITE, &store, &err);
	if (!ret)
		ret = build(store, argv + 1, &err);
	if (!ret)
		ret = save(store, argv[6], &err);
	store_free(store);
	if (ret)
		err_print(&err, "image");
	return ret != 0;
}
