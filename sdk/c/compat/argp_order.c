// SPDX-License-Identifier: MIT
/* The order is glibc's: by group, then by name; those of a child with a header stand together. */
#include "argp_help.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- the entries --------------------------------------------------------------- */

static void help_count(const struct argp *argp, size_t *entries, size_t *clusters)
{
	for (const struct argp_option *o = argp->options; o && !argp_is_end(o); o++)
		*entries += !(o->flags & OPTION_ALIAS);
	for (const struct argp_child *child = argp->children; child && child->argp; child++) {
		++*clusters;
		help_count(child->argp, entries, clusters);
	}
}

static const struct argp_option *help_add_entry(struct help *help, const struct argp *argp,
						const struct help_cluster *cluster,
						const struct argp_option *o, int *group)
{
	struct help_entry *entry = &help->entries[help->count++];
	size_t shorts = 0;

	*group = o->group ? o->group : !o->name && !o->key ? *group + 1 : *group;
	*entry = (struct help_entry){
		.option = o,
		.group = *group,
		.cluster = cluster,
		.argp = argp,
	};
	do {
		entry->count++;
		if (argp_is_short(o) && !help->seen[o->key] && shorts + 1 < sizeof(entry->shorts))
			help->seen[o->key] = entry->shorts[shorts++] = (char)o->key;
		o++;
	} while (!argp_is_end(o) && o->flags & OPTION_ALIAS);
	return o;
}

static void help_add(struct help *help, const struct argp *argp, const struct help_cluster *cluster)
{
	int group = 0;

	for (const struct argp_option *o = argp->options; o && !argp_is_end(o);)
		o = help_add_entry(help, argp, cluster, o, &group);
	for (const struct argp_child *child = argp->children; child && child->argp; child++) {
		const struct help_cluster *inner = cluster;

		if (child->group || child->header) {
			struct help_cluster *made = &help->clusters[help->cluster_count++];

			*made = (struct help_cluster){
				cluster,       argp,
				child->header, (int)(child - argp->children),
				child->group,  cluster ? cluster->depth + 1 : 0,
			};
			inner = made;
		}
		help_add(help, child->argp, inner);
	}
}

/* These come last, whoever has them. */
static void help_set_last(struct help *help, const char *name)
{
	for (size_t i = 0; i < help->count; i++)
		for (unsigned k = 0; k < help->entries[i].count; k++) {
			const struct argp_option *option = &help->entries[i].option[k];

			if (option->name && help_is_visible(option) &&
			    !strcmp(option->name, name)) {
				help->entries[i].group = -1;
				return;
			}
		}
}

/* --- their order --------------------------------------------------------------- */

/* 0, 1, 2, ..., then -2, -1. */
static int help_compare_groups(int one, int other, int equal)
{
	if (one == other)
		return equal;
	return (one < 0) == (other < 0) ? one - other : other - one;
}

static int help_compare_clusters(const struct help_cluster *one, const struct help_cluster *other)
{
	while (one->depth > other->depth)
		one = one->parent;
	while (other->depth > one->depth)
		other = other->parent;
	while (one->parent != other->parent) {
		one = one->parent;
		other = other->parent;
	}
	return help_compare_groups(one->group, other->group, other->index - one->index);
}

static int help_base_group(const struct help_cluster *cluster)
{
	while (cluster->parent)
		cluster = cluster->parent;
	return cluster->group;
}

static int help_first_short(const struct help_entry *entry)
{
	const char *shorts = entry->shorts;

	for (unsigned i = 0; i < entry->count && *shorts; i++) {
		const struct argp_option *option = &entry->option[i];

		if (!argp_is_short(option) || option->key != *shorts)
			continue;
		if (help_is_visible(option))
			return *shorts;
		shorts++;
	}
	return 0;
}

const char *compat_help_first_long(const struct help_entry *entry)
{
	for (unsigned i = 0; i < entry->count; i++)
		if (entry->option[i].name && help_is_visible(&entry->option[i]))
			return entry->option[i].name;
	return NULL;
}

/* Whether it is a text and does not look like an option; what it is sorted by. */
static int help_is_text(const struct help_entry *entry, const char **name)
{
	int is_text;

	if (!(entry->option->flags & OPTION_DOC) || !*name)
		return 0;
	if (!**name)
		return 1;
	while (isspace((unsigned char)**name))
		++*name;
	is_text = **name != '-';
	while (**name && !isalnum((unsigned char)**name))
		++*name;
	return is_text;
}

/* By the first letter, of the short option or else of the long one: lower case first, and long
 * options before short ones. */
static int help_compare_names(const struct help_entry *one, const struct help_entry *other)
{
	const char *long1 = compat_help_first_long(one), *long2 = compat_help_first_long(other);
	int text1 = help_is_text(one, &long1), text2 = help_is_text(other, &long2);
	int short1 = help_first_short(one), short2 = help_first_short(other);
	int first1 = short1 ? short1 : long1 ? *long1 : 0;
	int first2 = short2 ? short2 : long2 ? *long2 : 0;

	if (text1 != text2)
		return text1 - text2;
	if (tolower(first1) != tolower(first2))
		return tolower(first1) - tolower(first2);
	if (first1 != first2)
		return first2 - first1;
	if (!short1 != !short2)
		return !short2 - !short1;
	return !short1 && long1 && long2 ? strcasecmp(long1, long2) : 0;
}

static int help_compare(const struct help_entry *one, const struct help_entry *other)
{
	if (one->cluster == other->cluster)
		return one->group == other->group
			       ? help_compare_names(one, other)
			       : help_compare_groups(one->group, other->group, 0);
	if (!one->cluster)
		return help_compare_groups(one->group, help_base_group(other->cluster), -1);
	if (!other->cluster)
		return help_compare_groups(help_base_group(one->cluster), other->group, 1);
	return help_compare_clusters(one->cluster, other->cluster);
}

/* By insertion: what compares equal keeps its order. */
static void help_sort(struct help *help)
{
	for (size_t i = 1; i < help->count; i++) {
		struct help_entry entry = help->entries[i];
		size_t at = i;

		for (; at && help_compare(&help->entries[at - 1], &entry) > 0; at--)
			help->entries[at] = help->entries[at - 1];
		help->entries[at] = entry;
	}
}

int compat_help_gather(struct help *help, const struct argp *argp)
{
	size_t entries = 0, clusters = 0;

	help_count(argp, &entries, &clusters);
	help->entries = calloc(entries + 1, sizeof(*help->entries));
	help->clusters = calloc(clusters + 1, sizeof(*help->clusters));
	if (!help->entries || !help->clusters)
		return 0;
	help_add(help, argp, NULL);
	help_set_last(help, "help");
	help_set_last(help, "version");
	help_sort(help);
	return 1;
}

void compat_help_release(struct help *help)
{
	free(help->entries);
	free(help->clusters);
}
