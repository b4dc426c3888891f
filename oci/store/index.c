// SPDX-License-Identifier: MIT
/* Names: the entries of index.json and their annotation of the reference. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/io.h"
#include "format/json.h"
#include "lib/err.h"
#include "store/private.h"

#define REF_NAME "org.opencontainers.image.ref.name"

/* --- reading ----------------------------------------------------------------- */

/* Reads the bytes of index.json; none where there is no such file. */
static int read_text(const struct store *store, char **ret_text, size_t *ret_size,
		     struct err *err)
{
	int fd = store->dir < 0 ? -1 : openat(store->dir, "index.json", O_RDONLY | O_CLOEXEC);
	char *text = malloc(INDEX_MAX + 1); /* touched only as far as the file goes */
	ssize_t len = 0;

	if (fd >= 0 && place_check_file(store, "index.json", fd, err)) {
		close(fd);
		free(text);
		return -EACCES;
	}
	if (fd < 0 && store->dir >= 0 && errno != ENOENT)
		len = -errno;
	else if (!text)
		len = -ENOMEM;
	else if (fd >= 0)
		len = read_fully(fd, text, INDEX_MAX + 1);
	if (fd >= 0)
		close(fd);
	if (len > INDEX_MAX)
		len = -EFBIG;
	if (len < 0) {
		free(text);
		return err_set(err, (int)-len, "cannot read '%s/index.json': %s", store->path,
			       strerror((int)-len));
	}
	*ret_text = text;
	*ret_size = (size_t)len;
	return 0;
}

/* Parses an image index; what it returns has an array "manifests". */
static int parse_json(const char *text, size_t size, const char *what, json_t **ret_index,
		      struct err *err)
{
	json_t *index;
	int ret = json_parse_object(text, size, what, &index, err);

	if (ret)
		return ret;
	if (!json_is_array(json_object_get(index, "manifests"))) {
		json_decref(index);
		return err_set(err, EINVAL, "'%s' is not an image index", what);
	}
	*ret_index = index;
	return 0;
}

static int read_index(const struct store *store, json_t **ret_index, struct err *err)
{
	char what[PATH_MAX + 16], *text = NULL;
	size_t size = 0;
	int ret = read_text(store, &text, &size, err);

	if (!ret && !size) {
		*ret_index = index_new(NULL, 0);
		ret = *ret_index ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	} else if (!ret) {
		snprintf(what, sizeof(what), "%s/index.json", store->path);
		ret = parse_json(text, size, what, ret_index, err);
	}
	free(text);
	return ret;
}

/* The name of an entry, "" where it has none that we could take. */
static const char *name_of(const json_t *entry)
{
	const json_t *annotations = json_object_get(entry, "annotations");
	const char *name = json_string_value(json_object_get(annotations, REF_NAME));

	return name && strlen(name) <= STORE_NAME_MAX ? name : "";
}

/* Whether an entry is meant by a name or a digest. */
static bool is_meant(const json_t *entry, const char *name)
{
	const char *digest = json_string_value(json_object_get(entry, "digest"));

	return strcmp(name_of(entry), name) == 0 || (digest && strcmp(digest, name) == 0);
}

/* The entry that is meant, or null. */
static json_t *pick(const json_t *entries, const char *name)
{
	json_t *entry;
	size_t i;

	json_array_foreach(entries, i, entry)
		if (*name && is_meant(entry, name))
			return entry;
	return NULL;
}

int store_find(const struct store *store, const char *name, struct descriptor *ret_manifest,
	       struct err *err)
{
	json_t *index, *entry;
	int ret = read_index(store, &index, err);

	if (ret)
		return ret;
	entry = pick(json_object_get(index, "manifests"), name);
	if (entry)
		ret = descriptor_parse(entry, ret_manifest, err);
	else
		ret = err_set(err, ENOENT, "'%s' is not in store '%s'", name, store->path);
	json_decref(index);
	return ret;
}

static int compare_entries(const void *a, const void *b)
{
	const struct store_entry *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : strcmp(left->manifest.digest.text, right->manifest.digest.text);
}

static int list_entries(const json_t *entries, const char *what, struct store_entry *list,
			struct err *err)
{
	json_t *entry;
	size_t i;

	json_array_foreach(entries, i, entry) {
		if (descriptor_parse(entry, &list[i].manifest, err))
			return err_prefix(err, "'%s'", what);
		strcpy(list[i].name, name_of(entry));
	}
	qsort(list, i, sizeof(*list), compare_entries);
	return 0;
}

/* Takes the index over. */
static int take_entries(json_t *index, const char *what, struct store_entry **ret_entries,
			size_t *ret_count, struct err *err)
{
	const json_t *entries = json_object_get(index, "manifests");
	size_t count = json_array_size(entries);
	struct store_entry *list = calloc(count + 1, sizeof(*list));
	int ret = list ? list_entries(entries, what, list, err)
		       : err_set(err, ENOMEM, "cannot list '%s': %s", what, strerror(ENOMEM));

	json_decref(index);
	if (ret) {
		free(list);
		return ret;
	}
	*ret_entries = list;
	*ret_count = count;
	return 0;
}

int index_parse(const char *text, size_t size, const char *what,
		struct store_entry **ret_entries, size_t *ret_count, struct err *err)
{
	json_t *index;
	int ret = parse_json(text, size, what, &index, err);

	return ret ? ret : take_entries(index, what, ret_entries, ret_count, err);
}

int store_list(const struct store *store, struct store_entry **ret_entries, size_t *ret_count,
	       struct err *err)
{
	json_t *index;
	int ret = read_index(store, &index, err);

	return ret ? ret : take_entries(index, store->path, ret_entries, ret_count, err);
}

/* --- changing ---------------------------------------------------------------- */

static int write_index(struct store *store, const json_t *index, struct err *err)
{
	char *text = json_dumps(index, JSON_INDENT(1));
	size_t size = text ? strlen(text) : 0;
	int ret;

	if (!text)
		return err_set(err, ENOMEM, "cannot write '%s/index.json': %s", store->path,
			       strerror(ENOMEM));
	if (size >= INDEX_MAX)
		ret = err_set(err, EFBIG, "'%s/index.json' is full", store->path);
	else
		ret = store_replace(store, "index.json", text, size, err);
	free(text);
	return ret;
}

/* Takes every entry of this name out of the array: how many there were. */
static size_t remove_name(json_t *entries, const char *name)
{
	size_t removed = 0;

	for (size_t i = json_array_size(entries); i-- > 0;) {
		if (strcmp(name_of(json_array_get(entries, i)), name) == 0) {
			json_array_remove(entries, i);
			removed++;
		}
	}
	return removed;
}

static int append_entry(json_t *index, const char *name, const struct descriptor *manifest)
{
	json_t *entry = descriptor_json(manifest), *annotations = json_pack("{ss}", REF_NAME, name);

	if (!*name) {
		json_decref(annotations);
	} else if (json_object_set_new(entry, "annotations", annotations) < 0) {
		json_decref(entry);
		return -1;
	}
	return json_array_append_new(json_object_get(index, "manifests"), entry);
}

json_t *index_new(const struct store_entry *entries, size_t count)
{
	json_t *index = json_pack("{si ss s[]}", "schemaVersion", 2, "mediaType",
				  MEDIA_TYPE_INDEX, "manifests");

	for (size_t i = 0; index && i < count; i++) {
		if (append_entry(index, entries[i].name, &entries[i].manifest) < 0) {
			json_decref(index);
			index = NULL;
		}
	}
	return index;
}

/* Whether the index has this name for this content already. */
static bool is_named(const json_t *index, const char *name, const struct descriptor *manifest)
{
	json_t *entry = pick(json_object_get(index, "manifests"), name);
	struct descriptor found;

	return entry && strcmp(name_of(entry), name) == 0 &&
	       descriptor_parse(entry, &found, NULL) == 0 &&
	       digest_equal(&found.digest, &manifest->digest);
}

int store_tag(struct store *store, const char *name, const struct descriptor *manifest,
	      struct err *err)
{
	json_t *index = NULL;
	int ret;

	if (!*name || strlen(name) > STORE_NAME_MAX)
		return err_set(err, EINVAL, "a name of %zu characters cannot be stored",
			       strlen(name));
	ret = store_flush(store, err);
	if (!ret)
		ret = store_lock(store, LOCK_INDEX, F_WRLCK, true, err);
	if (ret)
		return ret;
	ret = read_index(store, &index, err);
	if (!ret && is_named(index, name, manifest)) {
		ret = store_sync_blobs(store, err);
	} else if (!ret) {
		remove_name(json_object_get(index, "manifests"), name);
		if (append_entry(index, name, manifest) < 0)
			ret = err_set(err, ENOMEM, "cannot name '%s': %s", name, strerror(ENOMEM));
		else
			ret = write_index(store, index, err);
	}
	json_decref(index);
	store_lock(store, LOCK_INDEX, F_UNLCK, true, NULL);
	return ret;
}

int store_untag(struct store *store, const char *name, struct err *err)
{
	json_t *index = NULL;
	int ret = store_lock(store, LOCK_INDEX, F_WRLCK, true, err);

	if (ret)
		return ret;
	ret = read_index(store, &index, err);
	if (!ret && (!*name || !remove_name(json_object_get(index, "manifests"), name)))
		ret = err_set(err, ENOENT, "'%s' is not in store '%s'", name, store->path);
	if (!ret)
		ret = write_index(store, index, err);
	json_decref(index);
	store_lock(store, LOCK_INDEX, F_UNLCK, true, NULL);
	return ret;
}
