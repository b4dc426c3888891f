// SPDX-License-Identifier: MIT
/* The histograms of <trace_helpers.h>. */
#include <stdio.h>
#include <trace_helpers.h>

#define STARS 40

static void print_stars(unsigned value, unsigned most)
{
	unsigned stars = most ? (unsigned long long)(value < most ? value : most) * STARS / most : 0;

	putchar('|');
	for (unsigned i = 0; i < STARS; i++)
		putchar(i < stars ? '*' : ' ');
	puts(value > most ? "+" : "|");
}

/* The last slot that holds something, -1 where none does; and the most in one. */
static int last_slot(const unsigned *values, int count, unsigned *ret_most)
{
	int last = -1;

	*ret_most = 0;
	for (int i = 0; i < count; i++) {
		if (values[i])
			last = i;
		if (values[i] > *ret_most)
			*ret_most = values[i];
	}
	return last;
}

__attribute__((weak)) void print_log2_hist(unsigned int *vals, int vals_size,
					   const char *val_type)
{
	unsigned most;
	int last = last_slot(vals, vals_size, &most), width = last < 32 ? 10 : 20;

	if (last < 0)
		return;
	printf("%*s%-*s : count    distribution\n", width == 10 ? 5 : 15, "",
	       width == 10 ? 19 : 29, val_type);
	for (int i = 0; i <= last; i++) {
		unsigned long long low = i ? 1ull << i : 0, high = (1ull << i << 1) - 1;

		printf("%*llu -> %-*llu : %-8u ", width, low, width, high, vals[i]);
		print_stars(vals[i], most);
	}
}

__attribute__((weak)) void print_linear_hist(unsigned int *vals, int vals_size,
					     unsigned int base, unsigned int step,
					     const char *val_type)
{
	unsigned most;
	int first = 0, last = last_slot(vals, vals_size, &most);

	if (last < 0)
		return;
	while (!vals[first])
		first++;
	printf("     %-13s : count     distribution\n", val_type);
	for (int i = first; i <= last; i++) {
		printf("        %-10u : %-8u ", base + i * step, vals[i]);
		print_stars(vals[i], most);
	}
}
