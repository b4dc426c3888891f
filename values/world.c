// SPDX-License-Identifier: MIT
#include "values/world.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/map_def.h"
#include "bindings/names.h"
#include "bindings/plan.h"
#include "lib/err.h"
#include "values/naming_wit.h"
#include "values/shape.h"
#include "values/world_parts.h"

/* --- names ------------------------------------------------------------------------------- */

/* The interfaces and exports that each world has take their names first. */
static void take_own(struct names *names)
{
	static const char *const interfaces[] = { "types", "params", "programs", "streams" };

	for (size_t i = 0; i < sizeof(interfaces) / sizeof(*interfaces); i++)
		names_take(names, WORLD_INTERFACES, interfaces[i], CASE_KEBAB);
	names_take(names, WORLD_EXPORTS, "on_end", CASE_KEBAB);
}

static bool has_letter(const char *source)
{
	while (*source && !(isalnum((unsigned char)*source) && (unsigned char)*source < 128))
		source++;
	return *source;
}

const char *world_name(struct world *world, enum world_scope scope, const char *prefix,
		       const char *source)
{
	const char *whole = names_join(world->names, prefix, "", has_letter(source) ? source : "x");

	return names_take(world->names, scope, whole, CASE_KEBAB);
}

bool world_takes(const struct world *world, const char *name)
{
	return names_has(world->names, WORLD_INTERFACES, name);
}

/* --- types ------------------------------------------------------------------------------- */

int world_grow(struct world *world, size_t count, struct err *err)
{
	uint32_t *ids = realloc(world->ref_ids, (world->ref_count + count + 1) * sizeof(*ids));

	if (!ids)
		return err_set(err, ENOMEM, "out of memory");
	world->ref_ids = ids;
	return 0;
}

size_t world_ref(struct world *world, uint32_t type)
{
	world->ref_ids[world->ref_count] = type;
	return world->ref_count++;
}

/* Follows what only qualifies or repeats, so that something with a name is marked. */
static void mark(const struct btf *btf, uint32_t id, bool *wanted)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (btf_is_mod(type) || btf_is_type_tag(type) || btf_is_array(type)) {
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf__type_by_id(btf, id);
	}
	wanted[id] = true;
}

static bool *mark_all(const struct world *world, const struct btf *btf, const bool *more)
{
	bool *wanted = calloc(btf__type_cnt(btf), sizeof(*wanted));

	if (!wanted)
		return NULL;
	if (more)
		memcpy(wanted, more, btf__type_cnt(btf) * sizeof(*wanted));
	for (size_t i = 0; i < world->ref_count; i++)
		mark(btf, world->ref_ids[i], wanted);
	return wanted;
}

/* The plan knows a size for what was found to have one. */
static int check_plan(const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->ref_count; i++)
		if (!plan->refs[i].id)
			return err_set(err, EINVAL, "the type of a map or variable has no size");
	return names_failed(plan->names) ? err_set(err, ENOMEM, "no memory for all names") : 0;
}

static int make_plan(const struct world *world, const struct btf *btf, const bool *wanted,
		     struct plan *plan, struct err *err)
{
	return plan_make(plan, btf,
			 &(struct plan_opts){
				 .naming = &naming_wit,
				 .section_prefix = "section_",
				 .wanted = wanted,
				 .ref_ids = world->ref_ids,
				 .ref_count = world->ref_count,
			 },
			 err);
}

int world_plan(const struct world *world, const struct btf *btf, const bool *more,
	       struct plan *ret_plan, struct shape *ret_shape, struct err *err)
{
	const struct shape_opts opts = { .for_guest = true };
	bool *wanted = mark_all(world, btf, more);
	struct shape shape = { 0 };
	struct plan plan;
	int ret;

	if (!wanted)
		return err_set(err, ENOMEM, "out of memory");
	ret = make_plan(world, btf, wanted, &plan, err);
	free(wanted);
	if (ret)
		return ret;
	ret = shape_make(&shape, &plan, &opts, err);
	if (!ret)
		ret = check_plan(&plan, err);
	if (ret) {
		shape_release(&shape);
		plan_release(&plan);
		return ret;
	}
	*ret_plan = plan;
	*ret_shape = shape;
	return 0;
}

/* --- everything --------------------------------------------------------------------------- */

bool world_has(const struct btf *btf)
{
	const struct btf_type *section = map_def_section(btf);

	return section && btf_vlen(section);
}

int world_make(struct world *world, const struct elf *elf, const struct btf *btf, struct err *err)
{
	struct world made = { .names = names_new(&naming_wit) };
	int ret;

	if (!made.names)
		return err_set(err, ENOMEM, "out of memory");
	take_own(made.names);
	ret = world_add_maps(&made, elf, btf, err);
	if (!ret)
		ret = world_add_params(&made, btf, err);
	if (!ret)
		ret = world_add_streams(&made, btf, err);
	if (!ret && names_failed(made.names))
		ret = err_set(err, ENOMEM, "no memory for all names");
	if (ret)
		world_release(&made);
	else
		*world = made;
	return ret;
}

int world_hint_again(struct err *err)
{
	return err_hint(err, "make the guest's WIT again from the object: btf2wit --world");
}

void world_release(struct world *world)
{
	free(world->buffers);
	free(world->maps);
	free(world->params);
	free(world->streams);
	free(world->omissions);
	free(world->ref_ids);
	names_free(world->names);
	*world = (struct world){ 0 };
}
