// SPDX-License-Identifier: MIT
#include "bindings/select.h"

#include <bpf/btf.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/map_def.h"
#include "bindings/plan.h"
#include "lib/err.h"

enum { MAX_SUGGESTIONS = 3, MAX_NAME = 128 };

/* --- by name ---------------------------------------------------------------------- */

static bool is_nameable(const struct btf_type *type)
{
	return btf_is_composite(type) || btf_is_any_enum(type) || btf_is_typedef(type);
}

static const char *name_of(const struct btf *btf, uint32_t id)
{
	return btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);
}

/* "event" from "struct event". */
static const char *without_tag(const char *pattern)
{
	static const char *const tags[] = { "struct ", "union ", "enum " };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (strncmp(pattern, tags[i], strlen(tags[i])) == 0)
			return pattern + strlen(tags[i]);
	return pattern;
}

/* How many letters must be put in, left out or changed to make one of the other. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[MAX_NAME + 1];
	size_t width = strlen(b);

	if (strlen(a) > MAX_NAME || width > MAX_NAME)
		return MAX_NAME;
	for (size_t i = 0; i <= width; i++)
		row[i] = (unsigned int)i;
	for (; *a; a++) {
		unsigned int corner = row[0]++;

		for (size_t i = 1; i <= width; i++) {
			unsigned int best = corner + (*a != b[i - 1]);

			if (row[i] + 1 < best)
				best = row[i] + 1;
			if (row[i - 1] + 1 < best)
				best = row[i - 1] + 1;
			corner = row[i];
			row[i] = best;
		}
	}
	return row[width];
}

struct suggestion {
	const char *name;
	unsigned int distance;
};

/* Keeps the nearest names, the nearest first. */
static void consider(struct suggestion *nearest, const char *name, unsigned int how_far)
{
	for (size_t i = 0; i < MAX_SUGGESTIONS; i++) {
		if (nearest[i].name && strcmp(nearest[i].name, name) == 0)
			return;
		if (nearest[i].name && nearest[i].distance <= how_far)
			continue;
		memmove(&nearest[i + 1], &nearest[i],
			(MAX_SUGGESTIONS - 1 - i) * sizeof(*nearest));
		nearest[i] = (struct suggestion){ name, how_far };
		return;
	}
}

static int missing(const struct input *input, const char *pattern, struct err *err)
{
	const struct btf *btf = input->btf;
	const char *wanted = without_tag(pattern);
	struct suggestion nearest[MAX_SUGGESTIONS] = { 0 };
	char names[MAX_SUGGESTIONS * (MAX_NAME + 8)] = "";
	size_t len = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const char *name = name_of(btf, id);
		unsigned int how_far;

		if (!is_nameable(btf__type_by_id(btf, id)) || !*name)
			continue;
		how_far = distance(wanted, name);
		if (how_far <= strlen(wanted) / 3 + 1)
			consider(nearest, name, how_far);
	}
	for (size_t i = 0; i < MAX_SUGGESTIONS && nearest[i].name; i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s'%s'",
					i ? " or " : "", nearest[i].name);
	err_set(err, ENOENT, "no type '%s' in '%s'", pattern, input->name);
	return err_hint(err, "%s%s%scompilers leave out unused types; to keep this one, add to "
			"the BPF source: struct %s _%s __attribute__((unused));",
			len ? "did you mean " : "", names, len ? "? Otherwise: " : "", wanted,
			wanted);
}

static int mark_named(const struct input *input, const char *pattern, bool *wanted,
		      struct err *err)
{
	const struct btf *btf = input->btf;
	const char *name = without_tag(pattern);
	bool found = false;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		if (is_nameable(btf__type_by_id(btf, id)) && *name_of(btf, id) &&
		    fnmatch(name, name_of(btf, id), 0) == 0)
			wanted[id] = found = true;
	return found ? 0 : missing(input, pattern, err);
}

/* --- by use ------------------------------------------------------------------------- */

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

static void mark_map(const struct btf *btf, const struct map_def *def, bool *wanted)
{
	if (def->key)
		mark(btf, def->key, wanted);
	if (def->value)
		mark(btf, def->value, wanted);
}

static void mark_maps(const struct btf *btf, bool *wanted)
{
	const struct btf_type *section = map_def_section(btf);

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		const struct map_def def = map_def_read(btf, section, i);

		mark_map(btf, &def, wanted);
		if (def.values) {
			const struct map_def inner = map_def_read_inner(btf, def.values);

			mark_map(btf, &inner, wanted);
		}
	}
}

static void mark_globals(const struct btf *btf, bool *wanted)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		if (plan_is_data_section(btf, id))
			wanted[id] = true;
}

/* All but sections of what the input adds to its base. */
static void mark_own(const struct input *input, bool *wanted)
{
	for (uint32_t id = input->first; id < btf__type_cnt(input->btf); id++)
		wanted[id] = !btf_is_datasec(btf__type_by_id(input->btf, id));
}

bool select_any(const struct select_opts *opts)
{
	return opts->type_count || opts->maps || opts->globals;
}

int select_types(const struct input *input, const struct select_opts *opts, bool **ret_wanted,
		 struct err *err)
{
	const struct btf *btf = input->btf;
	bool *wanted;
	int ret = 0;

	*ret_wanted = NULL;
	if (!select_any(opts) && input->first == 1)
		return 0;
	wanted = calloc(btf__type_cnt(btf), sizeof(*wanted));
	if (!wanted)
		return err_set(err, ENOMEM, "out of memory");
	for (size_t i = 0; i < opts->type_count && !ret; i++)
		ret = mark_named(input, opts->types[i], wanted, err);
	if (!select_any(opts))
		mark_own(input, wanted);
	if (opts->maps)
		mark_maps(btf, wanted);
	if (opts->globals)
		mark_globals(btf, wanted);
	if (ret)
		free(wanted);
	else
		*ret_wanted = wanted;
	return ret;
}
