// SPDX-License-Identifier: MIT
#include "transfer/export.h"

#include <errno.h>
#include <unistd.h>

#include "format/io.h"
#include "format/manifest.h"
#include "format/wasm.h"
#include "lib/buf.h"
#include "lib/err.h"

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

struct module {
	const struct store *store;
	struct descriptor layer;
};

static int fill(void *arg, int fd, struct err *err)
{
	const struct module *module = arg;
	int from = store_blob_open(module->store, &module->layer, err), ret;

	if (from < 0)
		return from;
	ret = wasm_check_file(from, module->layer.size, err);
	close(from);
	return ret ? ret : store_blob_copy(module->store, &module->layer, fd, err);
}

int export_module(const struct store *store, const struct descriptor *manifest,
		  const char *path, struct err *err)
{
	struct module module = { .store = store };
	int ret = export_find_module(store, manifest, &module.layer, err);

	return ret ? ret : file_replace(path, fill, &module, err);
}
