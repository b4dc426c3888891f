// SPDX-License-Identifier: MIT
#include "btf2h/diff_maps.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/map_def.h"
#include "btf2h/report.h"

/* --- two maps ----------------------------------------------------------------------------- */

enum { NUMBER = 16 };

/* Two maps of one name, or, with a `prefix`, those that they hold. */
struct map_pair {
	struct report *report;
	const struct btf *old_btf, *new_btf;
	const struct map_def *old, *new;
	const char *prefix;
};

uint32_t diff_nameless(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (btf_is_mod(type) || btf_is_type_tag(type)) {
		id = type->type;
		type = btf__type_by_id(btf, id);
	}
	return btf_is_composite(type) && !type->name_off ? id : 0;
}

static const char *type_name(uint32_t type, char room[NUMBER])
{
	const char *name = libbpf_bpf_map_type_str((enum bpf_map_type)type);

	snprintf(room, NUMBER, "%u", type);
	return name ? name : room;
}

static void compare_type(const struct map_pair *p, const char *member)
{
	char from[NUMBER], to[NUMBER];

	if (p->old->type != p->new->type)
		report_add(p->report, (struct report_change){
			.what = "changed",
			.member = member,
			.from_text = type_name(p->old->type, from),
			.to_text = type_name(p->new->type, to),
		});
}

/* A key or value, of which an object may say the type, the size, or nothing. Two that have no
 * name are compared by the name that they got from their map. */
static void compare_entry(const struct map_pair *p, const char *member, uint32_t old,
			  uint32_t old_size, uint32_t new, uint32_t new_size)
{
	const bool told = !*p->prefix && diff_nameless(p->old_btf, old) &&
			  diff_nameless(p->new_btf, new);

	if (!old_size != !new_size) {
		report_add(p->report, (struct report_change){
			.what = old_size ? "removed" : "added",
			.member = member,
			.compatible = !old_size,
		});
		return;
	}
	report_bits(p->report, "resized", member, 8ULL * old_size, 8ULL * new_size, false);
	if (old && new)
		report_types(p->report, member, (struct typed){ p->old_btf, old },
			     (struct typed){ p->new_btf, new },
			     (told ? SAME_NAMELESS : 0) |
			     (old_size != new_size ? SAME_ANY_LENGTH : 0));
}

/* Whether what goes through it is read once: how much it holds matters to nobody. */
static bool is_ring(uint32_t type)
{
	return type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_USER_RINGBUF ||
	       type == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

static void compare_max_entries(const struct map_pair *p, const char *member)
{
	const uint32_t old = p->old->max_entries, new = p->new->max_entries;

	if (old != new)
		report_add(p->report, (struct report_change){
			.what = "changed",
			.member = member,
			.unit = "",
			.from = old,
			.to = new,
			.compatible = new > old || is_ring(p->old->type),
		});
}

static void compare_maps(const struct map_pair *p)
{
	const struct map_def *old = p->old, *new = p->new;
	char type[32], key[32], value[32], max_entries[32];

	snprintf(type, sizeof(type), "%stype", p->prefix);
	snprintf(key, sizeof(key), "%skey", p->prefix);
	snprintf(value, sizeof(value), "%svalue", p->prefix);
	snprintf(max_entries, sizeof(max_entries), "%smax_entries", p->prefix);
	compare_type(p, type);
	compare_entry(p, key, old->key, old->key_size, new->key, new->key_size);
	compare_entry(p, value, old->value, old->value_size, new->value, new->value_size);
	compare_max_entries(p, max_entries);
}

static void compare_with_inner(struct report *report, const struct btf *old_btf,
			       const struct map_def *old, const struct btf *new_btf,
			       const struct map_def *new)
{
	struct map_pair p = { report, old_btf, new_btf, old, new, "" };

	compare_maps(&p);
	if (old->values && new->values) {
		const struct map_def inner[] = { map_def_read_inner(old_btf, old->values),
						 map_def_read_inner(new_btf, new->values) };

		p = (struct map_pair){ report, old_btf, new_btf, &inner[0], &inner[1], "values." };
		compare_maps(&p);
	}
}

/* --- all maps ------------------------------------------------------------------------------ */

struct maps {
	struct map_def *defs; /* by name */
	size_t count;
};

static int by_name(const void *left, const void *right)
{
	const struct map_def *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static int read_maps(const struct btf *btf, struct maps *maps)
{
	const struct btf_type *section = map_def_section(btf);

	*maps = (struct maps){ .count = section ? btf_vlen(section) : 0 };
	maps->defs = calloc(maps->count + 1, sizeof(*maps->defs));
	for (uint32_t i = 0; maps->defs && i < maps->count; i++)
		maps->defs[i] = map_def_read(btf, section, i);
	if (maps->defs)
		qsort(maps->defs, maps->count, sizeof(*maps->defs), by_name);
	return maps->defs ? 0 : -ENOMEM;
}

static const struct map_def *find(const struct maps *maps, const struct map_def *like)
{
	return bsearch(like, maps->defs, maps->count, sizeof(*like), by_name);
}

static void subject(struct report *report, const struct map_def *def)
{
	report_subject(report, (struct report_subject){ "map", def->name, true });
}

static void compare_all(struct report *report, const struct btf *old_btf, const struct maps *old,
			const struct btf *new_btf, const struct maps *new)
{
	for (size_t i = 0; i < old->count; i++) {
		const struct map_def *like = find(new, &old->defs[i]);

		subject(report, &old->defs[i]);
		if (like)
			compare_with_inner(report, old_btf, &old->defs[i], new_btf, like);
		else
			report_add(report, (struct report_change){ .what = "removed" });
	}
	for (size_t i = 0; i < new->count; i++) {
		subject(report, &new->defs[i]);
		if (!find(old, &new->defs[i]))
			report_add(report, (struct report_change){ .what = "added",
								   .compatible = true });
	}
}

int diff_maps(struct report *report, const struct btf *old, const struct btf *new)
{
	struct maps from = { 0 }, to = { 0 };
	int ret = read_maps(old, &from);

	if (!ret)
		ret = read_maps(new, &to);
	if (!ret)
		compare_all(report, old, &from, new, &to);
	free(from.defs);
	free(to.defs);
	return ret;
}
