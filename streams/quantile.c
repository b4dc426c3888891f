// SPDX-License-Identifier: MIT
#include "streams/quantile.h"

#include <stdlib.h>

enum { STEPS = 16, STEPS_LOG2 = 4, SLOTS = STEPS + (64 - STEPS_LOG2) * STEPS };

struct quantiles {
	uint64_t total;
	uint32_t slots[SLOTS]; /* numbers below 16 each have one; then 16 for each power of two */
};

struct quantiles *quantiles_new(void)
{
	return calloc(1, sizeof(struct quantiles));
}

void quantiles_free(struct quantiles *quantiles)
{
	free(quantiles);
}

static unsigned int slot_of(uint64_t number)
{
	unsigned int shift;

	if (number < STEPS)
		return (unsigned int)number;
	shift = 63 - (unsigned int)__builtin_clzll(number) - STEPS_LOG2;
	return STEPS + shift * STEPS + ((unsigned int)(number >> shift) & (STEPS - 1));
}

/* What stands for all numbers of a slot: the middle. */
static double number_of(unsigned int slot)
{
	const unsigned int shift = (slot - STEPS) / STEPS;
	const double step = slot < STEPS ? 0 : (double)(1ull << shift);

	if (slot < STEPS)
		return slot;
	return (STEPS + (slot - STEPS) % STEPS) * step + (step - 1) / 2;
}

void quantiles_take(struct quantiles *quantiles, double number)
{
	const uint64_t whole = !(number >= 1) ? 0 : number < 0x1p64 ? (uint64_t)number : UINT64_MAX;
	uint32_t *slot = &quantiles->slots[slot_of(whole)];

	if (*slot == UINT32_MAX)
		return;
	++*slot;
	quantiles->total++;
}

double quantiles_get(const struct quantiles *quantiles, double percent)
{
	const double wanted = percent / 100 * (double)quantiles->total;
	uint64_t sum = 0;

	for (unsigned int i = 0; i < SLOTS; i++) {
		sum += quantiles->slots[i];
		if (sum && (double)sum >= wanted)
			return number_of(i);
	}
	return 0;
}

uint64_t quantiles_power(const struct quantiles *quantiles, unsigned int power)
{
	const unsigned int first = power ? slot_of(1ull << (power - 1)) : 0;
	const unsigned int end = power < 64 ? slot_of(1ull << power) : SLOTS;
	uint64_t sum = 0;

	for (unsigned int i = first; i < end; i++)
		sum += quantiles->slots[i];
	return sum;
}

unsigned int quantiles_powers(const struct quantiles *quantiles)
{
	unsigned int end = 65;

	while (end && !quantiles_power(quantiles, end - 1))
		end--;
	return end;
}
