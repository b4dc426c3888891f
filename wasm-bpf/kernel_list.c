// SPDX-License-Identifier: MIT
#include "wasm-bpf/kernel_list.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "btf/arch.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { PATHS_MAX = 1 << 20 };

void kernel_list_add(struct kernel_list *list, const char *path, struct argp_state *state)
{
	if (list->count == KERNEL_LIST_MAX)
		argp_error(state, "too many --kernels: put them into a folder");
	list->paths[list->count++] = path;
}

struct each {
	kernel_fn *fn;
	void *context;
	bool any_failed;
};

/* A message has one line, whatever the names of files have. */
static void make_line(struct err *err)
{
	for (char *at = err->msg; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
}

static int take(void *context, const struct kernel *kernel, struct err *err)
{
	const struct each *each = context;

	return each->fn(each->context, kernel, err);
}

static void tell_failed(void *context, const struct err *err)
{
	struct each *each = context;
	struct err line = *err;

	each->any_failed = true;
	make_line(&line);
	strncat(line.msg, "; it is left out", sizeof(line.msg) - strlen(line.msg) - 1);
	err_print(&line, "wasm-bpf");
}

/* What a kernel's file is called is no reference: "6.1.0-56-amd64/vmlinuz" is rather missing. */
static bool is_image(const char *path)
{
	static const char *const ends[] = { ".btf", ".deb", ".rpm", ".tar", ".gz", ".xz", ".zst" };
	const char *base = file_base_name(path);
	const size_t len = strlen(base);

	if (!oci_is_reference(path) || strncmp(base, "vmlinu", 6) == 0 ||
	    strncmp(base, "Image", 5) == 0)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (len > strlen(ends[i]) && strcmp(base + len - strlen(ends[i]), ends[i]) == 0)
			return false;
	return true;
}

static int find_image(const struct kernel_list *list, const char *ref, struct buf *paths,
		      struct err *err)
{
	const int ret = oci_image(ref, &list->oci, list->arch ? list->arch : arch_of_host(), paths,
				  err);

	if (ret <= 0)
		return ret;
	*err = (struct err)ERR_INIT;
	return -EREMOTEIO;
}

static int take_image(const struct kernel_list *list, const char *ref, struct each *each,
		      struct err *err)
{
	struct buf paths = BUF_INIT(PATHS_MAX);
	int ret = find_image(list, ref, &paths, err);

	if (!ret)
		ret = kernels_of_image(ref, paths.data, paths.len, take, tell_failed, each, err);
	buf_release(&paths);
	return ret;
}

static int take_modules(const struct kernel_list *list, const char *path, module_fn *fn,
			void *context, struct err *err)
{
	struct buf paths = BUF_INIT(PATHS_MAX);
	int ret;

	if (!is_image(path))
		return kernels_each_module(path, fn, context, err);
	ret = find_image(list, path, &paths, err);
	if (!ret)
		ret = kernels_modules_of_image(paths.data, paths.len, fn, context, err);
	buf_release(&paths);
	return ret;
}

int kernel_list_each_module(const struct kernel_list *list, module_fn *fn, void *context,
			    struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < list->count && !ret; i++)
		ret = take_modules(list, list->paths[i], fn, context, err);
	return ret;
}

int kernel_list_each(const struct kernel_list *list, kernel_fn *fn, void *context, struct err *err)
{
	struct each each = { .fn = fn, .context = context };
	int ret = 0;

	for (size_t i = 0; i < list->count && ret >= 0; i++)
		ret = is_image(list->paths[i])
			      ? take_image(list, list->paths[i], &each, err)
			      : kernels_each(list->paths[i], take, tell_failed, &each, err);
	if (ret < 0)
		make_line(err);
	return ret < 0 ? ret : each.any_failed;
}
