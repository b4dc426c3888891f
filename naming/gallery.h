/* SPDX-License-Identifier: MIT */
/*
 * The tools that are installed: the files NAME.wasm of a folder, which `run` finds by NAME. A
 * tool says what it does in its custom section "description".
 */
#ifndef NAMING_GALLERY_H
#define NAMING_GALLERY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct err;
struct settings;

struct gallery {
	char path[PATH_MAX];  /* of the folder */
	char **names;         /* sorted */
	size_t count;
};

/* Lists the tools of the folder in the settings, or of the one beside this program: a folder that
 * is not there has none. 0, -EACCES if others could have put them there, or another -errno. */
int gallery_open(const struct settings *settings, struct gallery *ret_gallery, struct err *err);
void gallery_release(struct gallery *gallery);

bool gallery_has(const struct gallery *gallery, const char *name);

/* The tool's file, open for reading, which nobody but root and this user can have written: a
 * descriptor, -EACCES, or another -errno. */
int gallery_tool(const struct gallery *gallery, const char *name, struct err *err);

enum { GALLERY_LINE_MAX = 160 };

/* What the tool says that it does; empty if it says nothing. 0 or -errno. */
int gallery_describe(const struct gallery *gallery, const char *name,
		     char ret_line[static GALLERY_LINE_MAX], struct err *err);

#endif
