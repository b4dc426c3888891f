// SPDX-License-Identifier: MIT
#include "values/cases.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"

struct cases_tag {
	uint32_t id, member;
	const char *text;
};

static const char prefix[] = "wasm_bpf:case=";

static const char *text_of(const struct btf *btf, const struct btf_type *tag)
{
	const char *text = btf_is_decl_tag(tag) ? btf__name_by_offset(btf, tag->name_off) : "";

	return strncmp(text, prefix, sizeof(prefix) - 1) == 0 &&
			       btf_is_union(btf__type_by_id(btf, tag->type)) &&
			       btf_decl_tag(tag)->component_idx >= 0
		       ? text + sizeof(prefix) - 1
		       : NULL;
}

static int by_place(const void *left, const void *right)
{
	const struct cases_tag *a = left, *b = right;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->member < b->member ? -1 : a->member > b->member;
}

bool cases_init(struct cases *cases, const struct btf *btf)
{
	size_t count = 0;

	*cases = (struct cases){ .btf = btf };
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		count += text_of(btf, btf__type_by_id(btf, id)) != NULL;
	if (!count)
		return true;
	cases->tags = calloc(count, sizeof(*cases->tags));
	if (!cases->tags)
		return false;
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id);
		const char *text = text_of(btf, tag);

		if (text)
			cases->tags[cases->count++] = (struct cases_tag){
				tag->type, (uint32_t)btf_decl_tag(tag)->component_idx, text
			};
	}
	qsort(cases->tags, cases->count, sizeof(*cases->tags), by_place);
	return true;
}

void cases_release(struct cases *cases)
{
	free(cases->tags);
}

const char *cases_find(const struct cases *cases, uint32_t id, uint32_t member)
{
	const struct cases_tag key = { .id = id, .member = member }, *found;

	found = cases->count ? bsearch(&key, cases->tags, cases->count, sizeof(key), by_place)
			     : NULL;
	return found ? found->text : NULL;
}

/* Behind its typedefs: an enum's constants have names. */
static const struct plan_type *enum_of(const struct plan *plan, const struct plan_ref *ref)
{
	while (ref->kind == REF_NAMED && plan->types[ref->type].kind == PLAN_TYPEDEF)
		ref = &plan->types[ref->type].ref;
	return ref->kind == REF_NAMED && plan->types[ref->type].kind == PLAN_ENUM
		       ? &plan->types[ref->type]
		       : NULL;
}

bool cases_value(const struct plan *plan, const struct plan_ref *column, const char *tag,
		 uint64_t *ret_value)
{
	const struct plan_type *named = enum_of(plan, column);
	const char *colon = strchr(tag, ':'), *text = colon ? colon + 1 : "";
	char *end;

	for (uint32_t i = 0; named && i < named->constants; i++) {
		const struct plan_constant *constant = &plan->constants[named->first_constant + i];

		if (strcmp(constant->source, text) == 0) {
			*ret_value = constant->value;
			return true;
		}
	}
	errno = 0;
	*ret_value = *text == '-' ? (uint64_t)strtoll(text, &end, 0) : strtoull(text, &end, 0);
	return *text && !*end && !errno;
}
