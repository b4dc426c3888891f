// SPDX-License-Identifier: MIT
#include "naming/named.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/near.h"
#include "naming/gallery.h"
#include "naming/oci.h"

static bool has_suffix(const char *name, const char *suffix)
{
	const size_t len = strlen(name), end = strlen(suffix);

	return len > end && strcmp(name + len - end, suffix) == 0;
}

/* Whether it is a file's path, also of one that is missing. */
static bool is_path(const char *name)
{
	return access(name, F_OK) == 0 || !*name || *name == '.' || *name == '/' ||
	       has_suffix(name, ".wasm") || has_suffix(name, ".cwasm") || has_suffix(name, ".o");
}

/* "dir/name" is a path if there is no registry. */
static bool is_short(const char *name)
{
	return !strchr(name, '/');
}

static int unknown(const struct gallery *gallery, const char *name, struct err *err)
{
	struct near near = near_begin(name);

	for (size_t i = 0; i < gallery->count; i++)
		near_offer(&near, gallery->names[i]);
	err_set(err, ENOENT, "no file and no tool is named '%s', and no registry is set", name);
	if (near.nearest[0])
		return err_hint(err, "did you mean '%s'?", near.nearest);
	return err_hint(err,
			"'wasm-bpf tools' lists the tools; --registry HOST/NAMESPACE looks there");
}

static int find_artifact(const char *registry, struct named *named, const char *name,
			 struct err *err)
{
	named->kind = NAMED_ARTIFACT;
	if (snprintf(named->reference, NAMED_MAX, "%s/%s", registry, name) >= NAMED_MAX)
		return err_set(err, ENAMETOOLONG, "'%.60s...' is too long", name);
	if (oci_is_reference(named->reference))
		return 0;
	return err_set(err, EINVAL,
		       "the registry '%s' is not HOST/NAMESPACE: HOST needs a '.' or "
		       "a port",
		       registry);
}

static int find_short(const char *name, const char *registry, struct named *named, struct err *err)
{
	struct settings settings;
	struct gallery gallery;
	int fd, ret = settings_read(&settings, err);

	if (!ret)
		ret = gallery_open(&settings, &gallery, err);
	if (ret)
		return ret;
	if (!registry && settings.registry[0])
		registry = settings.registry;
	if (gallery_has(&gallery, name)) {
		named->kind = NAMED_TOOL;
		ret = fd = gallery_tool(&gallery, name, err);
		snprintf(named->path, sizeof(named->path), "/proc/self/fd/%d", fd);
	} else if (registry) {
		ret = find_artifact(registry, named, name, err);
	} else if (is_short(name)) {
		ret = unknown(&gallery, name, err);
	}
	gallery_release(&gallery);
	return ret < 0 ? ret : 0;
}

int named_find(const char *name, const char *registry, struct named *ret_named, struct err *err)
{
	*ret_named = (struct named){ .kind = NAMED_FILE };
	if (oci_is_reference(name)) {
		ret_named->kind = NAMED_ARTIFACT;
		if (snprintf(ret_named->reference, NAMED_MAX, "%s", name) >= NAMED_MAX)
			return err_set(err, ENAMETOOLONG, "'%.60s...' is too long", name);
		return 0;
	}
	return is_path(name) ? 0 : find_short(name, registry, ret_named, err);
}

int named_fetch(const char *name, const struct oci_options *options, struct named *ret_named,
		char artifact[static OCI_PATH_MAX], const char **ret_path, struct err *err)
{
	const int ret = named_find(name, NULL, ret_named, err);

	*ret_path = ret_named->kind == NAMED_TOOL ? ret_named->path : name;
	if (ret || ret_named->kind != NAMED_ARTIFACT)
		return ret;
	*ret_path = artifact;
	return oci_resolve(ret_named->reference, options, artifact, NULL, err);
}
