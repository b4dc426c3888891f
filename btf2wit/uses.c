// SPDX-License-Identifier: MIT
#include "btf2wit/uses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/names.h"
#include "bindings/plan.h"
#include "values/naming_wit.h"

enum { SCOPE = 0 };

void uses_init(struct uses *uses)
{
	*uses = (struct uses){ .names = names_new(&naming_wit) };
}

void uses_release(struct uses *uses)
{
	free(uses->list);
	names_free(uses->names);
	*uses = (struct uses){ 0 };
}

int uses_failed(const struct uses *uses)
{
	return !uses->names || names_failed(uses->names) || uses->count > uses->room ? ENOMEM : 0;
}

void uses_take(struct uses *uses, const char *prefix, const char *name)
{
	if (!uses_failed(uses))
		names_share(uses->names, SCOPE, names_join(uses->names, prefix, "", name),
			    CASE_KEBAB);
}

static const struct use *find(const struct uses *uses, const char *type)
{
	for (size_t i = 0; i < uses->count; i++)
		if (strcmp(uses->list[i].type, type) == 0)
			return &uses->list[i];
	return NULL;
}

static void grow(struct uses *uses)
{
	const size_t room = uses->room ? 2 * uses->room : 8;
	struct use *list = realloc(uses->list, room * sizeof(*list));

	if (!list) {
		names_free(uses->names); /* so that it has failed */
		uses->names = NULL;
		return;
	}
	uses->list = list;
	uses->room = room;
}

void uses_add(struct uses *uses, const struct plan *plan, const struct plan_ref *ref)
{
	const char *type = ref->kind == REF_NAMED ? plan->types[ref->type].name : NULL;

	if (!type || find(uses, type))
		return;
	if (uses->count == uses->room && !uses_failed(uses))
		grow(uses);
	if (uses_failed(uses))
		return;
	uses->list[uses->count++] = (struct use){ type, names_take(uses->names, SCOPE, type,
								   CASE_KEBAB) };
}

const char *uses_name(const struct uses *uses, const char *type)
{
	const struct use *use = find(uses, type);

	return use ? use->name : type;
}
