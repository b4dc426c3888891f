/* SPDX-License-Identifier: MIT */
/* Records by what some of their columns are: how many there were, and what a number was in sum, at
 * least, on average and at most, and its quantiles. */
#ifndef STREAMS_GROUP_H
#define STREAMS_GROUP_H

#include "streams/rows.h"
#include "streams/stream.h"

enum { GROUP_KEYS_MAX = 16, GROUP_QUANTILES_MAX = 8 };

struct quantiles;

struct group {
	struct stream shown;            /* of the rows: the keys, then the numbers */
	const struct column *keys[GROUP_KEYS_MAX];
	size_t key_count;
	const struct column *number;    /* or null: records are only counted */
	double percents[GROUP_QUANTILES_MAX];
	size_t quantile_count;
	uint32_t shown_size;            /* bytes of a record */
	uint32_t record_size;           /* a row begins with the first record of its group */
	struct rows rows;
	uint32_t *slots;                /* a hash of rows: the number of a row, plus 1; 0: free */
	size_t slot_count;              /* a power of two */
	uint64_t dropped;               /* records of groups that there was no room for */
};

/* `keys` are names of the stream's columns, separated by commas, or empty: all are one group; `number` is one, or null;
 * `quantiles` are percentages of that number, separated by commas, or null. -ENOENT for a name that
 * there is not; -EINVAL if `number` is no number, or for another percentage; -E2BIG; -ENOMEM. */
int group_make(struct group *group, const struct stream *stream, const char *keys,
	       const char *number, const char *quantiles, struct err *err);
void group_release(struct group *group);

/* Counts a record of the stream. */
void group_take(struct group *group, const void *record);

/* Keeps the record as the last one of its group, in place of counting it. */
void group_keep(struct group *group, const void *record);

/* Of row `row`: how many records it counted, the sum of their numbers, and how these are distributed,
 * if there are quantiles; or null. */
uint64_t group_count(const struct group *group, size_t row);
double group_sum(const struct group *group, size_t row);
const struct quantiles *group_quantiles(const struct group *group, size_t row);

/* Brings the quantiles in the rows up to date. */
void group_find_quantiles(struct group *group);

/* Shows the groups, those with the most records first, or in another order; starts anew. */
void group_show(struct group *group, const struct column *sort, bool is_descending, uint64_t max,
		struct sink *sink);

#endif
