/* SPDX-License-Identifier: MIT */
/* What the word of a command line means: a file, an installed tool, or an artifact. */
#ifndef NAMING_NAMED_H
#define NAMING_NAMED_H

#include "naming/oci.h"
#include "naming/settings.h"

struct err;

enum named_kind { NAMED_FILE, NAMED_TOOL, NAMED_ARTIFACT };

enum { NAMED_MAX = SETTINGS_REGISTRY_MAX + 512 };

struct named {
	enum named_kind kind;
	char path[32];               /* of a tool: its file, open until the process ends */
	char reference[NAMED_MAX];   /* of an artifact */
};

/* A file of that name wins, then a reference with a host, then a tool, then a repository below
 * `registry`, or below the one in the settings if `registry` is null. 0; -ENOENT for a short name
 * that is none of them, with the nearest tool; or another -errno. */
int named_find(const char *name, const char *registry, struct named *ret_named, struct err *err);

/* Finds it below the settings' registry, and where its bytes are: the file, the tool's, or those of
 * an artifact, for whose path there is room at `artifact`. Whether it may run is another question,
 * for the policy of the options. As oci_resolve(). */
int named_fetch(const char *name, const struct oci_options *options, struct named *ret_named,
		char artifact[static OCI_PATH_MAX], const char **ret_path, struct err *err);

#endif
