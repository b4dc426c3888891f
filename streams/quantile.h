/* SPDX-License-Identifier: MIT */
/* Quantiles of numbers, from counts of ranges: each power of two has 16 of them, so that a quantile
 * is at most 1/32 off. */
#ifndef STREAMS_QUANTILE_H
#define STREAMS_QUANTILE_H

#include <stdint.h>

struct quantiles;

/* Counts of nothing; null if there is no memory. 4 KiB. */
struct quantiles *quantiles_new(void);
void quantiles_free(struct quantiles *quantiles);

/* Counts a number. What is below 1 counts as 0. */
void quantiles_take(struct quantiles *quantiles, double number);

/* The number that `percent` of those that were counted do not exceed; 0 if there were none. */
double quantiles_get(const struct quantiles *quantiles, double percent);

#endif
