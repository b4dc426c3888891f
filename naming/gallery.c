// SPDX-License-Identifier: MIT
#include "naming/gallery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/installed.h"
#include "lib/wasm.h"
#include "naming/owner.h"
#include "naming/settings.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

#define SUFFIX ".wasm"

static int is_tool(const struct dirent *entry)
{
	const size_t len = strlen(entry->d_name), suffix = strlen(SUFFIX);

	return entry->d_name[0] != '.' && len > suffix &&
	       strcmp(entry->d_name + len - suffix, SUFFIX) == 0;
}

/* The folder's path; empty if there is none. */
static void find_folder(const struct settings *settings, char path[static PATH_MAX])
{
	static const char *const places[] = { "../lib/wasm-bpf/tools", "tools", NULL };

	path[0] = '\0';
	if (settings->tools[0])
		strcpy(path, settings->tools);
	else
		installed_find("the folder of tools", places, path, NULL);
}

static int check_folder(const char *path, struct err *err)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return err_set(err, errno, "cannot open the tools in '%s': %s", path,
			       strerror(errno));
	ret = owner_check(fd, path, err);
	close(fd);
	return ret;
}

static int list(struct gallery *gallery, struct err *err)
{
	struct dirent **entries;
	int count = scandir(gallery->path, &entries, is_tool, alphasort);

	if (count < 0)
		return err_set(err, errno, "cannot list the tools in '%s': %s", gallery->path,
			       strerror(errno));
	gallery->names = calloc((size_t)count + 1, sizeof(*gallery->names));
	for (int i = 0; i < count; i++) {
		char *name = entries[i]->d_name;

		name[strlen(name) - strlen(SUFFIX)] = '\0';
		if (gallery->names)
			gallery->names[gallery->count] = strdup(name);
		gallery->count += gallery->names && gallery->names[gallery->count];
		free(entries[i]);
	}
	free(entries);
	if (gallery->count < (size_t)count)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	return 0;
}

int gallery_open(const struct settings *settings, struct gallery *ret_gallery, struct err *err)
{
	struct gallery gallery = { 0 };
	int ret;

	find_folder(settings, gallery.path);
	ret = gallery.path[0] ? check_folder(gallery.path, err) : 0;
	if (!ret && gallery.path[0])
		ret = list(&gallery, err);
	if (ret < 0)
		gallery_release(&gallery);
	else
		*ret_gallery = gallery;
	return ret;
}

void gallery_release(struct gallery *gallery)
{
	for (size_t i = 0; i < gallery->count; i++)
		free(gallery->names[i]);
	free(gallery->names);
	gallery->names = NULL;
	gallery->count = 0;
}

bool gallery_has(const struct gallery *gallery, const char *name)
{
	for (size_t i = 0; i < gallery->count; i++)
		if (strcmp(gallery->names[i], name) == 0)
			return true;
	return false;
}

int gallery_tool(const struct gallery *gallery, const char *name, struct err *err)
{
	char path[PATH_MAX];
	int fd = -1, ret;

	errno = ENAMETOOLONG;
	if (snprintf(path, sizeof(path), "%s/%s" SUFFIX, gallery->path, name) < PATH_MAX)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot open the tool '%s': %s", path, strerror(errno));
	ret = owner_check(fd, path, err);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

/* Of the text of a section, one line that is fit to be printed. */
static void take_line(struct wasm_name text, char line[static GALLERY_LINE_MAX])
{
	size_t len = text.len < GALLERY_LINE_MAX - 1 ? text.len : GALLERY_LINE_MAX - 1;

	memcpy(line, text.at, len);
	line[len] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
}

int gallery_describe(const struct gallery *gallery, const char *name,
		     char ret_line[static GALLERY_LINE_MAX], struct err *err)
{
	const int fd = gallery_tool(gallery, name, err);
	struct buf bytes = BUF_INIT(FILE_MAX);
	struct wasm_module module;
	char path[32];
	int ret;

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = file_read(path, &bytes, err);
	if (!ret)
		ret = wasm_read(bytes.data ? bytes.data : "", bytes.len, &module, err);
	if (!ret) {
		ret_line[0] = '\0';
		for (uint32_t i = 0; i < module.section_count; i++)
			if (module.sections[i].rest.at &&
			    wasm_name_is(module.sections[i].name, "description"))
				take_line(module.sections[i].rest, ret_line);
		wasm_release(&module);
	} else {
		err_prefix(err, "'%s/%s" SUFFIX "'", gallery->path, name);
	}
	buf_release(&bytes);
	close(fd);
	return ret;
}
