// SPDX-License-Identifier: MIT
/* The variables that a guest sets before the load: constants that the compiler must not know. */
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "values/world.h"
#include "values/world_parts.h"

/* Both qualifiers of an array are those of its elements. */
static bool is_const_volatile(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	bool is_const = false, is_volatile = false;

	while (btf_is_mod(type) || btf_is_type_tag(type) || btf_is_array(type) ||
	       btf_is_typedef(type)) {
		is_const |= btf_kind(type) == BTF_KIND_CONST;
		is_volatile |= btf_kind(type) == BTF_KIND_VOLATILE;
		type = btf__type_by_id(btf,
				       btf_is_array(type) ? btf_array(type)->type : type->type);
	}
	return is_const && is_volatile;
}

/* What macros of Inspektor Gadget leave are no parameters. */
static bool is_param(const struct btf *btf, const struct btf_type *var)
{
	int64_t size;

	if (!btf_is_var(var) || btf_var(var)->linkage == BTF_VAR_STATIC ||
	    strncmp(btf__name_by_offset(btf, var->name_off), "gadget_", 7) == 0 ||
	    !is_const_volatile(btf, var->type))
		return false;
	size = btf__resolve_size(btf, var->type);
	return size > 0 && size < UINT32_MAX;
}

static bool is_read_only(const struct btf *btf, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(btf, type->name_off);

	return btf_is_datasec(type) &&
	       (strcmp(name, ".rodata") == 0 || strncmp(name, ".rodata.", 8) == 0);
}

static void add_section(struct world *world, const struct btf *btf, const struct btf_type *section)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(section);

	for (uint32_t i = 0; i < btf_vlen(section); i++, info++) {
		const struct btf_type *var = btf__type_by_id(btf, info->type);

		if (!is_param(btf, var))
			continue;
		world->params[world->param_count++] = (struct world_param){
			.variable = btf__name_by_offset(btf, var->name_off),
			.section = btf__name_by_offset(btf, section->name_off),
			.help = "",
			.offset = info->offset,
			.size = (uint32_t)btf__resolve_size(btf, var->type),
			.type = var->type,
		};
	}
}

static size_t count_params(const struct btf *btf, const struct btf_type *section)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(section);
	size_t count = 0;

	for (uint32_t i = 0; i < btf_vlen(section); i++)
		count += is_param(btf, btf__type_by_id(btf, info[i].type));
	return count;
}

static int by_variable(const void *left, const void *right)
{
	const struct world_param *a = left, *b = right;

	return strcmp(a->variable, b->variable);
}

static void name_params(struct world *world)
{
	static const char prefix[] = "get_";
	const char *name;

	qsort(world->params, world->param_count, sizeof(*world->params), by_variable);
	for (size_t i = 0; i < world->param_count; i++) {
		struct world_param *param = &world->params[i];

		name = world_name(world, WORLD_PARAMS, prefix, param->variable);
		param->name = *name ? name + strlen(prefix) : name; /* nothing: no memory */
		param->ref = world_ref(world, param->type);
	}
}

/* `wasm_bpf:help=...`, where the SDK's headers put what a variable is for. */
static void add_help(struct world *world, const struct btf *btf)
{
	static const char prefix[] = "wasm_bpf:help=";

	for (uint32_t id = 1; world->param_count && id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id), *var;
		const char *text = btf__name_by_offset(btf, tag->name_off);
		struct world_param key, *param;

		if (!btf_is_decl_tag(tag) || strncmp(text, prefix, sizeof(prefix) - 1) != 0)
			continue;
		var = btf__type_by_id(btf, tag->type);
		key.variable = btf__name_by_offset(btf, var->name_off);
		param = btf_is_var(var) ? bsearch(&key, world->params, world->param_count,
						  sizeof(*param), by_variable)
					: NULL;
		if (param)
			param->help = text + sizeof(prefix) - 1;
	}
}

int world_add_params(struct world *world, const struct btf *btf, struct err *err)
{
	size_t count = 0;
	int ret;

	for (uint32_t id = 1; id < btf__type_cnt(btf) && count <= WORLD_MAX; id++)
		if (is_read_only(btf, btf__type_by_id(btf, id)))
			count += count_params(btf, btf__type_by_id(btf, id));
	if (count > WORLD_MAX)
		return err_set(err, E2BIG, "the object has more than %d parameters", WORLD_MAX);
	ret = world_grow(world, count, err);
	if (ret)
		return ret;
	world->params = calloc(count + 1, sizeof(*world->params));
	if (!world->params)
		return err_set(err, ENOMEM, "out of memory");
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		if (is_read_only(btf, btf__type_by_id(btf, id)))
			add_section(world, btf, btf__type_by_id(btf, id));
	name_params(world);
	add_help(world, btf);
	return 0;
}
