// SPDX-License-Identifier: MIT
#include "btf2h/skeleton_records.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/language.h"
#include "btf2h/skeleton.h"
#include "lib/core_relo.h"

enum { RECORD_SIZE_MAX = 64 << 10 }; /* of stream_open */

/* --- names ----------------------------------------------------------------------------- */

static const char *name_of(const struct btf *btf, uint32_t id)
{
	return btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);
}

/* The name under which a host finds a struct: its own, or that of its typedef; or null. */
static const char *record_name(const struct btf *btf, uint32_t id)
{
	if (*name_of(btf, id))
		return name_of(btf, id);
	for (uint32_t i = 1; i < btf__type_cnt(btf); i++)
		if (btf_is_typedef(btf__type_by_id(btf, i)) && btf__type_by_id(btf, i)->type == id)
			return name_of(btf, i);
	return NULL;
}

static bool is_listed(const struct skeleton *skeleton, const char *name)
{
	for (size_t i = 0; i < skeleton->record_count; i++)
		if (strcmp(skeleton->records[i].name, name) == 0)
			return true;
	return false;
}

/* --- the kernel's types ---------------------------------------------------------------- */

static void mark(const struct btf *btf, uint32_t id, bool *marked);

/* A struct and all that it holds or points to. BTF's check bounds how deep structs nest by value;
 * what was marked is not followed again. */
static void mark_members(const struct btf *btf, uint32_t id, bool *marked)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	for (uint32_t i = 0; i < btf_vlen(type); i++)
		mark(btf, btf_members(type)[i].type, marked);
}

static void mark(const struct btf *btf, uint32_t id, bool *marked)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (btf_is_mod(type) || btf_is_ptr(type) || btf_is_array(type) || btf_is_typedef(type) ||
	       btf_is_type_tag(type)) {
		if (marked[id])
			return;
		marked[id] = true;
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf__type_by_id(btf, id);
	}
	if (!btf_is_composite(type) || marked[id])
		return;
	marked[id] = true;
	mark_members(btf, id, marked);
}

/* What a program is given is the kernel's: a context, or arguments. */
static void mark_contexts(const struct skeleton *skeleton, bool *marked)
{
	const struct btf *btf = skeleton->input->btf;

	for (size_t i = 0; i < skeleton->program_count; i++) {
		const int id = btf__find_by_name_kind(btf, skeleton->programs[i].name,
						      BTF_KIND_FUNC);
		const struct btf_type *proto =
			id < 0 ? NULL
			       : btf__type_by_id(btf, btf__type_by_id(btf, (uint32_t)id)->type);

		for (uint32_t j = 0; proto && btf_is_func_proto(proto) && j < btf_vlen(proto); j++)
			mark(btf, btf_params(proto)[j].type, marked);
	}
}

/* What CO-RE relocates is the kernel's. */
static int mark_relocated(const struct skeleton *skeleton, bool *marked)
{
	const struct btf *btf = skeleton->input->btf;
	const struct elf_section *own = elf_find(&skeleton->input->elf, ".BTF");
	const struct elf_section *ext = elf_find(&skeleton->input->elf, ".BTF.ext");
	struct core_roots roots;
	int ret;

	if (!own || !own->data || !ext || !ext->data)
		return 0;
	ret = core_roots_read(&roots, own->data, own->size, ext->data, ext->size);
	for (size_t i = 0; !ret && i < roots.count; i++) {
		const int id = btf__find_by_name_kind(btf, roots.roots[i].name,
						      roots.roots[i].kind);

		if (id > 0)
			mark(btf, (uint32_t)id, marked);
	}
	core_roots_release(&roots);
	return ret == -ENOMEM ? ret : 0;
}

/* --- records --------------------------------------------------------------------------- */

static int add(struct skeleton *skeleton, uint32_t id, const struct plan_type *type)
{
	const struct btf *btf = skeleton->input->btf;
	const uint32_t size = btf__type_by_id(btf, id)->size;
	const char *name = record_name(btf, id);
	struct skeleton_record *records;

	if (!name || !size || size > RECORD_SIZE_MAX || is_listed(skeleton, name))
		return 0;
	records = realloc(skeleton->records, (skeleton->record_count + 1) * sizeof(*records));
	if (!records)
		return -ENOMEM;
	skeleton->records = records;
	records[skeleton->record_count++] = (struct skeleton_record){
		.name = name,
		.tag = *name_of(btf, id) ? names_take_global(skeleton->names, NAME_TAG, name,
							     skeleton->naming->type_case)
					 : NULL,
		.size = size,
		.type = type,
	};
	return 0;
}

/* In a typed skeleton those that it has. */
static int add_planned(struct skeleton *skeleton)
{
	const struct plan *plan = &skeleton->plan;
	int ret = 0;

	for (size_t i = 0; i < plan->type_count && !ret; i++)
		if (plan->types[i].kind == PLAN_STRUCT && plan->types[i].name)
			ret = add(skeleton, plan->types[i].id, &plan->types[i]);
	return ret;
}

static int add_own(struct skeleton *skeleton)
{
	const struct btf *btf = skeleton->input->btf;
	bool *kernels = calloc(btf__type_cnt(btf), sizeof(*kernels));
	int ret = kernels ? mark_relocated(skeleton, kernels) : -ENOMEM;

	if (!ret)
		mark_contexts(skeleton, kernels);
	for (uint32_t id = 1; id < btf__type_cnt(btf) && !ret; id++)
		if (btf_is_struct(btf__type_by_id(btf, id)) && !kernels[id])
			ret = add(skeleton, id, NULL);
	free(kernels);
	return ret;
}

int skeleton_find_records(struct skeleton *skeleton, const struct language *language)
{
	return language->typed_skeletons ? add_planned(skeleton) : add_own(skeleton);
}
