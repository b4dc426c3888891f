// SPDX-License-Identifier: MIT
#include "check/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/core_relo.h"
#include "lib/err.h"

static const char *const enum_names[FACTS_ENUMS] = {
	[FACTS_HELPERS] = "bpf_func_id",
	[FACTS_PROGRAMS] = "bpf_prog_type",
	[FACTS_MAPS] = "bpf_map_type",
	[FACTS_ATTACHMENTS] = "bpf_attach_type",
};

static uint32_t hash(const struct facts *facts, const char *name, size_t len)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (unsigned char)name[i]) * 16777619u;
	return (sum ^ sum >> 15) & facts->mask;
}

static const char *name_of(const struct facts *facts, uint32_t id)
{
	const struct btf_type *type = btf_table_type(&facts->btf, id);
	const char *name = type ? btf_table_string(&facts->btf, type->name_off) : NULL;

	return name ? name : "";
}

/* From the last type to the first, so that lists go from the first to the last. */
static void add_names(struct facts *facts, uint32_t begin)
{
	for (uint32_t id = facts->btf.count - 1; id >= begin && id > 0; id--) {
		const char *name = name_of(facts, id);
		uint32_t *first;

		if (!*name)
			continue;
		first = &facts->first[hash(facts, name, core_name_length(name))];
		facts->next[id] = *first;
		*first = id;
	}
}

static void find_enums(struct facts *facts)
{
	for (int i = 0; i < FACTS_ENUMS; i++) {
		const char *name = enum_names[i];
		uint32_t id = 0;

		while ((id = facts_next(facts, name, strlen(name), id)) && !facts->enums[i])
			if (btf_is_enum(btf_table_type(&facts->btf, id)))
				facts->enums[i] = btf_table_type(&facts->btf, id);
	}
	for (uint32_t id = facts_next(facts, "bpf_kfunc", 9, 0); id;
	     id = facts_next(facts, "bpf_kfunc", 9, id))
		facts->tags_kfuncs |= btf_is_decl_tag(btf_table_type(&facts->btf, id));
}

static int init(struct facts *facts, const void *btf, size_t size, uint32_t begin, struct err *err)
{
	uint32_t count = 1;
	int ret;

	*facts = (struct facts){ 0 };
	ret = btf_table_init(&facts->btf, btf, size, err);
	if (!ret)
		ret = btf_table_walk(&facts->btf, err);
	if (ret < 0)
		return ret;
	while (count < facts->btf.count)
		count *= 2;
	facts->mask = count - 1;
	facts->first = calloc(count, sizeof(*facts->first));
	facts->next = calloc(facts->btf.count, sizeof(*facts->next));
	if (!facts->first || !facts->next)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	add_names(facts, begin);
	find_enums(facts);
	return 0;
}

int facts_init(struct facts *facts, const void *btf, size_t size, struct err *err)
{
	return init(facts, btf, size, 1, err);
}

int facts_init_module(struct facts *facts, const char *name, const void *btf, size_t size,
		      uint32_t first, struct err *err)
{
	const int ret = init(facts, btf, size, first, err);

	facts->module = name;
	return ret;
}

void facts_release(struct facts *facts)
{
	btf_table_release(&facts->btf);
	free(facts->first);
	free(facts->next);
	*facts = (struct facts){ 0 };
}

uint32_t facts_next(const struct facts *facts, const char *name, size_t len, uint32_t id)
{
	id = id ? facts->next[id] : facts->first[hash(facts, name, len)];
	for (; id; id = facts->next[id]) {
		const char *other = name_of(facts, id);

		if (strncmp(other, name, len) == 0 && core_name_length(other) == len)
			return id;
	}
	return 0;
}

bool facts_has(const struct facts *facts, const char *name, uint32_t kind)
{
	uint32_t id = 0;

	while ((id = facts_next(facts, name, strlen(name), id)))
		if (btf_kind(btf_table_type(&facts->btf, id)) == kind &&
		    strcmp(name_of(facts, id), name) == 0)
			return true;
	return false;
}

const struct facts *facts_find(const struct facts *facts, const char *name, uint32_t kind)
{
	if (facts_has(facts, name, kind))
		return facts;
	for (size_t i = 0; i < facts->module_count; i++)
		if (facts_has(&facts->modules[i], name, kind))
			return &facts->modules[i];
	return NULL;
}

static bool is_called(const char *module, const char *name, size_t len)
{
	if (strlen(module) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((module[i] == '-' ? '_' : module[i]) != (name[i] == '-' ? '_' : name[i]))
			return false;
	return true;
}

const struct facts *facts_module(const struct facts *facts, const char *name, size_t len)
{
	for (size_t i = 0; i < facts->module_count; i++)
		if (is_called(facts->modules[i].module, name, len))
			return &facts->modules[i];
	return NULL;
}

enum facts_answer facts_value(const struct facts *facts, enum facts_enum which, uint32_t value)
{
	const struct btf_type *type = facts->enums[which];

	if (!type)
		return FACTS_UNKNOWN;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_enum *one = &btf_enum(type)[i];
		const char *name = btf_table_string(&facts->btf, one->name_off);

		/* __BPF_FUNC_MAX_ID and its like are none. */
		if ((uint32_t)one->val == value && name && strncmp(name, "__", 2) != 0)
			return FACTS_YES;
	}
	return FACTS_NO;
}

/* Whether function `id` has the tag that programs can call it. */
static bool is_tagged(const struct facts *facts, uint32_t id)
{
	for (uint32_t tag = facts_next(facts, "bpf_kfunc", 9, 0); tag;
	     tag = facts_next(facts, "bpf_kfunc", 9, tag)) {
		const struct btf_type *type = btf_table_type(&facts->btf, tag);

		if (btf_is_decl_tag(type) && type->type == id)
			return true;
	}
	return false;
}

enum facts_answer facts_kfunc(const struct facts *facts, const char *name)
{
	uint32_t id = 0;

	while ((id = facts_next(facts, name, strlen(name), id)))
		if (btf_is_func(btf_table_type(&facts->btf, id)) &&
		    strcmp(name_of(facts, id), name) == 0)
			return !facts->tags_kfuncs || is_tagged(facts, id) ? FACTS_YES : FACTS_NO;
	return FACTS_NO;
}

const struct facts *facts_kfunc_module(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->module_count; i++)
		if (facts_kfunc(&facts->modules[i], name) == FACTS_YES)
			return &facts->modules[i];
	return NULL;
}
