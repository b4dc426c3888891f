// SPDX-License-Identifier: MIT
#include "transfer/export.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/io.h"
#include "format/wasm.h"
#include "lib/buf.h"
#include "lib/err.h"

/* The image: of an index the entry for an architecture, or for WebAssembly if that is null. */
static int find_image(const struct store *store, const struct descriptor *manifest,
		      const char *architecture, struct manifest *ret_image, struct err *err)
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
		if (ret)
			return ret;
		if (parsed.kind == MANIFEST_IMAGE) {
			*ret_image = parsed;
			return 0;
		}
		ret = architecture ? manifest_image_entry(&parsed, architecture, &current, err)
				   : manifest_wasm_entry(&parsed, &current, err);
		manifest_release(&parsed);
		if (ret)
			return ret;
	}
	return err_set(err, EINVAL, "an index in an index");
}

int export_find_module(const struct store *store, const struct descriptor *manifest,
		       struct descriptor *ret_layer, struct descriptor *ret_slices, struct err *err)
{
	struct manifest image = { 0 };
	int ret = find_image(store, manifest, NULL, &image, err);

	if (!ret)
		ret = manifest_wasm_layer(&image, ret_layer, err);
	if (!ret)
		ret = manifest_slices_layer(&image, ret_slices, err);
	manifest_release(&image);
	return ret;
}

int export_find_code(const struct store *store, const struct descriptor *manifest,
		     const char *maker, struct descriptor *ret_layer, struct err *err)
{
	struct manifest image = { 0 };
	int ret = find_image(store, manifest, NULL, &image, err);

	if (!ret)
		manifest_code_layer(&image, maker, ret_layer);
	manifest_release(&image);
	return ret;
}

int export_find_image(const struct store *store, const struct descriptor *manifest,
		      const char *architecture, struct manifest *ret_image, struct err *err)
{
	return find_image(store, manifest, architecture, ret_image, err);
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

static int fill_slices(void *arg, int fd, struct err *err)
{
	const struct module *slices = arg;

	return store_blob_copy(slices->store, &slices->layer, fd, err);
}

/* By other names, or through links. */
static bool is_one_file(const char *path, const char *other)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(other, &b) == 0 && S_ISREG(a.st_mode) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int export_module(const struct store *store, const struct descriptor *manifest, const char *path,
		  const char *slices_path, bool *ret_has_slices, struct err *err)
{
	struct module module = { .store = store }, slices = { .store = store };
	int ret = export_find_module(store, manifest, &module.layer, &slices.layer, err);

	*ret_has_slices = !ret && slices.layer.size;
	if (!ret && slices_path && !*ret_has_slices)
		ret = err_set(err, ENODATA, "the artifact has no layer with slices");
	if (!ret && path)
		ret = file_replace(path, fill, &module, err);
	if (!ret && path && slices_path && is_one_file(path, slices_path))
		ret = err_set(err, EINVAL,
			      "'%s' has the module, and '%s' is the same file: the slices are not "
			      "written",
			      path, slices_path);
	if (!ret && slices_path)
		ret = file_replace(slices_path, fill_slices, &slices, err);
	return ret;
}
