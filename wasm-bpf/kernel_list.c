// SPDX-License-Identifier: MIT
#include "wasm-bpf/kernel_list.h"

#include <errno.h>

#include "lib/err.h"
#include "wasm-bpf/oci.h"

void kernel_list_add(struct kernel_list *list, const char *path, struct argp_state *state)
{
	if (list->count == KERNEL_LIST_MAX)
		argp_error(state, "too many --kernels: put them into a folder");
	list->paths[list->count++] = path;
}

int kernel_list_each(const struct kernel_list *list, kernel_fn *fn, void *context, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < list->count && ret >= 0; i++) {
		ret = kernels_each(list->paths[i], fn, context, err);
		if (ret == -ENOENT && oci_is_reference(list->paths[i]))
			err_hint(err,
				 "kernels are not pulled: copy the image to an OCI layout "
				 "('skopeo copy docker://IMAGE oci:DIR') and name that folder");
	}
	return ret < 0 ? ret : 0;
}
