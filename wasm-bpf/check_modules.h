/* SPDX-License-Identifier: MIT */
/* What modules of kernels have of that which the kernels lack. Kernels' BTF is kept, in files
 * without a name, until the modules were looked at: they come before or after their kernel. */
#ifndef WASM_BPF_CHECK_MODULES_H
#define WASM_BPF_CHECK_MODULES_H

#include <stddef.h>

struct buf;
struct checked;
struct err;
struct facts;
struct kernel_list;
struct modules;

/* Makes an empty one, or null. */
struct modules *modules_new(void);
void modules_free(struct modules *modules);

/* Keeps the BTF of kernel `index` of what was checked. 0 or -errno. */
int modules_keep(struct modules *modules, size_t index, const struct buf *btf, struct err *err);

/* Judges kernel `index` again: `facts` has its modules. 0 or -errno. */
typedef int modules_fn(void *context, size_t index, const struct facts *facts, struct err *err);

/* Looks for the modules of the kept kernels in all of the list, and calls `fn` for each kernel that
 * has any. 0; 1 if some could not be read, which stderr was told; or -errno. */
int modules_judge(struct modules *modules, const struct checked *checked,
		  const struct kernel_list *list, modules_fn *fn, void *context, struct err *err);

#endif
