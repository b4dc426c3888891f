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

/* How many numbers were 0, for a `power` of 0, or from 2^(power - 1) on and below 2^power. */
uint64_t quantiles_power(const struct quantiles *quantiles, unsigned int power);

/* One more than the largest power of which there are any. */
unsigned int quantiles_powers(const struct quantiles *quantiles);

#endif
