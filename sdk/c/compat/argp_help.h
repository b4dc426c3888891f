/* SPDX-License-Identifier: MIT */
/* The options that a help lists, of all parsers, in their order. */
#ifndef COMPAT_ARGP_HELP_H
#define COMPAT_ARGP_HELP_H

#include "argp.h"
#include "argp_text.h"

/* The options of a child that has a header or a group, which stand together. */
struct help_cluster {
	const struct help_cluster *parent;
	const struct argp *argp;   /* whose child it is */
	const char *header;
	int index, group, depth;
};

/* An option and its aliases. */
struct help_entry {
	const struct argp_option *option;
	unsigned count;
	int group;
	const struct help_cluster *cluster;
	const struct argp *argp;
	char shorts[16];  /* those that no option before it has */
};

struct help {
	struct help_entry *entries;
	struct help_cluster *clusters;
	size_t count, cluster_count;
	char seen[128];   /* short options */
	const struct argp_state *state;
	struct argp_text text;
	const struct help_entry *before;  /* the entry that was printed last */
	int separates_groups;             /* a header was printed: groups have a blank line */
	char plain[128];                  /* short options without an argument, for the usage */
	int left_out_argument;            /* a short option has the argument of the long one */
};

static inline int help_is_visible(const struct argp_option *option)
{
	return !(option->flags & OPTION_HIDDEN);
}

/* The first visible long name of an entry, or null. */
const char *compat_help_first_long(const struct help_entry *entry);

/* Gathers the options of `argp` and its children, sorted. False if there is no memory. */
int compat_help_gather(struct help *help, const struct argp *argp);
void compat_help_release(struct help *help);

#endif
