// SPDX-License-Identifier: MIT
#include "wasm-bpf/kernel_list.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/err.h"
#include "wasm-bpf/oci.h"

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

int kernel_list_each(const struct kernel_list *list, kernel_fn *fn, void *context, struct err *err)
{
	struct each each = { .fn = fn, .context = context };
	int ret = 0;

	for (size_t i = 0; i < list->count && ret >= 0; i++) {
		ret = kernels_each(list->paths[i], take, tell_failed, &each, err);
		if (ret == -ENOENT && oci_is_reference(list->paths[i]))
			err_hint(err,
				 "kernels are not pulled: copy the image to an OCI layout "
				 "('skopeo copy docker://IMAGE oci:DIR') and name that folder");
	}
	if (ret < 0)
		make_line(err);
	return ret < 0 ? ret : each.any_failed;
}
