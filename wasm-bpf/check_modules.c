// SPDX-License-Identifier: MIT
#include "wasm-bpf/check_modules.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bindings/continued.h"
#include "check/facts.h"
#include "kernels/module.h"
#include "lib/btf_parts.h"
#include "lib/buf.h"
#include "lib/core_relo.h"
#include "lib/err.h"
#include "wasm-bpf/checked.h"
#include "wasm-bpf/kernel_list.h"

/* A module that has something of what is wanted. */
struct chosen {
	char name[MODULE_NAME_SIZE];
	struct btf *btf; /* with its kernel's */
	uint32_t first;  /* of its types */
};

struct kept {
	size_t index; /* of its kernel */
	void *data;   /* its BTF, mapped */
	size_t size;
	struct btf *btf; /* the same for libbpf; null until a module needs it */
	struct chosen *chosen;
	size_t chosen_count;
	size_t seen;
};

struct modules {
	struct kept *all;
	size_t count;
	const struct checked *checked;
	bool any_failed;
};

struct modules *modules_new(void)
{
	return calloc(1, sizeof(struct modules));
}

void modules_free(struct modules *modules)
{
	if (!modules)
		return;
	for (size_t i = 0; i < modules->count; i++) {
		struct kept *kept = &modules->all[i];

		for (size_t j = 0; j < kept->chosen_count; j++)
			btf__free(kept->chosen[j].btf);
		free(kept->chosen);
		btf__free(kept->btf);
		munmap(kept->data, kept->size);
	}
	free(modules->all);
	free(modules);
}

/* --- kernels --------------------------------------------------------------------------------- */

static void *map_copy(const struct buf *btf)
{
	FILE *file = tmpfile();
	void *data = MAP_FAILED;

	if (!file)
		return MAP_FAILED;
	if (fwrite(btf->data, 1, btf->len, file) == btf->len && fflush(file) == 0)
		data = mmap(NULL, btf->len, PROT_READ, MAP_PRIVATE, fileno(file), 0);
	fclose(file);
	return data;
}

int modules_keep(struct modules *modules, size_t index, const struct buf *btf, struct err *err)
{
	const size_t size = (modules->count + 1) * sizeof(*modules->all);
	struct kept *all = realloc(modules->all, size);
	void *data;

	if (!all)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	modules->all = all;
	data = map_copy(btf);
	if (data == MAP_FAILED)
		return err_set(err, errno, "cannot keep a kernel's BTF in a temporary file: %s",
			       strerror(errno));
	all[modules->count++] = (struct kept){ .index = index, .data = data, .size = btf->len };
	return 0;
}

static struct kept *find(const struct modules *modules, const struct kernel_module *module)
{
	for (size_t i = 0; i < modules->count; i++) {
		const struct checked_kernel *kernel =
			&modules->checked->kernels[modules->all[i].index];

		if (strcmp(kernel->release, module->release) == 0 &&
		    (!*module->arch || strcmp(kernel->arch, module->arch) == 0))
			return &modules->all[i];
	}
	return NULL;
}

/* --- what is wanted -------------------------------------------------------------------------- */

static bool same_type(const char *a, const char *b)
{
	const size_t len = core_name_length(a);

	return len == core_name_length(b) && strncmp(a, b, len) == 0;
}

static bool is_wanted(const struct checked *checked, const struct checked_kernel *kernel,
		      const char *name)
{
	for (size_t i = 0; i < checked->object_count; i++)
		for (size_t j = 0; j < kernel->results[i].want_count; j++)
			if (same_type(name, kernel->results[i].wants[j]))
				return true;
	return false;
}

/* A name of BTF that continues the base: of the base, or its own. Null if it is neither. */
static const char *name_of(const struct btf_parts *base, const struct btf_parts *parts,
			   uint32_t offset)
{
	if (offset < base->strings_size)
		return base->strings + offset;
	offset -= base->strings_size;
	return offset < parts->strings_size && !parts->strings[parts->strings_size - 1]
		       ? parts->strings + offset
		       : NULL;
}

/* Whether a module has one of the names: before all of it is checked, which takes long. */
static bool has_any(const struct modules *modules, const struct kept *kept, const void *base,
		    size_t base_size, const void *btf, size_t size)
{
	const struct checked_kernel *kernel = &modules->checked->kernels[kept->index];
	struct btf_parts below, parts;
	const unsigned char *at;
	uint32_t room, record;

	if (btf_find_base_parts(base, base_size, &below, NULL) < 0 ||
	    btf_find_parts(btf, size, &parts, NULL) < 0)
		return false;
	at = parts.types;
	for (room = parts.types_size; room >= sizeof(struct btf_type);
	     room -= record, at += record) {
		const struct btf_type *type = (const struct btf_type *)at;
		const char *name = name_of(&below, &parts, type->name_off);

		record = btf_record_size(type);
		if (!record || record > room)
			return false;
		if (name && *name && is_wanted(modules->checked, kernel, name))
			return true;
	}
	return false;
}

/* --- modules --------------------------------------------------------------------------------- */

static int make_whole(struct kept *kept, const struct btf *excerpt, const void *btf, size_t size,
		      struct btf **ret_btf, struct err *err)
{
	int ret = 0;

	if (!kept->btf)
		ret = continued_parse(NULL, NULL, kept->data, kept->size, &kept->btf, err);
	return ret ? ret : continued_parse(kept->btf, excerpt, btf, size, ret_btf, err);
}

static int choose(struct kept *kept, const struct kernel_module *module, const void *excerpt,
		  const void *btf, struct err *err)
{
	const size_t size = (kept->chosen_count + 1) * sizeof(*kept->chosen);
	struct chosen *all = realloc(kept->chosen, size), *to;
	struct btf *below = NULL;
	int ret = 0;

	if (!all)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	kept->chosen = all;
	to = &all[kept->chosen_count];
	*to = (struct chosen){ 0 };
	strcpy(to->name, module->name);
	if (module->excerpt)
		ret = continued_parse(NULL, NULL, excerpt, module->excerpt_size, &below, err);
	if (!ret)
		ret = make_whole(kept, below, btf, module->btf_size, &to->btf, err);
	btf__free(below);
	if (!ret) {
		to->first = btf__type_cnt(kept->btf);
		kept->chosen_count++;
	}
	return ret;
}

/* Aligned, for who reads BTF. */
static void *copy_of(const void *data, size_t size)
{
	void *copy = malloc(size + 1);

	return copy && size ? memcpy(copy, data, size) : copy;
}

static bool is_chosen(const struct kept *kept, const char *name)
{
	for (size_t i = 0; i < kept->chosen_count; i++)
		if (strcmp(kept->chosen[i].name, name) == 0)
			return true;
	return false;
}

/* One bad module does not keep the others away. */
static int tell_bad(struct modules *modules, const struct kernel_module *module, int ret,
		    struct err *err)
{
	err_prefix(err, "the module '%s' of %s", module->name, module->release);
	if (ret == -ENOMEM)
		return ret;
	strncat(err->msg, "; it is left out", sizeof(err->msg) - strlen(err->msg) - 1);
	err_print(err, "wasm-bpf");
	modules->any_failed = true;
	*err = (struct err)ERR_INIT;
	return 0;
}

static int take_module(void *context, const struct kernel_module *module, struct err *err)
{
	struct modules *modules = context;
	struct kept *kept = find(modules, module);
	void *btf, *excerpt;
	bool is_swapped;
	int ret = 0;

	if (!kept || is_chosen(kept, module->name))
		return 0;
	kept->seen++;
	btf = copy_of(module->btf, module->btf_size);
	excerpt = copy_of(module->excerpt, module->excerpt_size);
	if (!btf || !excerpt)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (!ret)
		ret = btf_make_native(btf, module->btf_size, &is_swapped, err);
	if (!ret)
		ret = btf_make_native(excerpt, module->excerpt_size, &is_swapped, err);
	if (!ret &&
	    has_any(modules, kept, module->excerpt ? excerpt : kept->data,
		    module->excerpt ? module->excerpt_size : kept->size, btf, module->btf_size))
		ret = choose(kept, module, excerpt, btf, err);
	free(btf);
	free(excerpt);
	return ret ? tell_bad(modules, module, ret, err) : 0;
}

static int judge(const struct kept *kept, modules_fn *fn, void *context, struct err *err)
{
	struct facts facts, *added = calloc(kept->chosen_count + 1, sizeof(*added));
	int ret = facts_init(&facts, kept->data, kept->size, err);

	if (!added && !ret)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	for (size_t i = 0; i < kept->chosen_count && !ret; i++) {
		const struct chosen *chosen = &kept->chosen[i];
		uint32_t size;
		const void *raw = btf__raw_data(chosen->btf, &size);

		ret = raw ? facts_init_module(&added[i], chosen->name, raw, size, chosen->first,
					      err)
			  : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	facts.modules = added;
	facts.module_count = kept->chosen_count;
	facts.modules_seen = kept->seen;
	if (!ret)
		ret = fn(context, kept->index, &facts, err);
	for (size_t i = 0; added && i < kept->chosen_count; i++)
		facts_release(&added[i]);
	free(added);
	facts_release(&facts);
	return ret;
}

int modules_judge(struct modules *modules, const struct checked *checked,
		  const struct kernel_list *list, modules_fn *fn, void *context, struct err *err)
{
	int ret = 0;

	if (!modules->count)
		return 0;
	modules->checked = checked;
	ret = kernel_list_each_module(list, take_module, modules, err);
	for (size_t i = 0; i < modules->count && !ret; i++)
		if (modules->all[i].seen)
			ret = judge(&modules->all[i], fn, context, err);
	return ret ? ret : modules->any_failed;
}
