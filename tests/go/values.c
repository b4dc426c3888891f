// SPDX-License-Identifier: MIT
/*
 * The side of C: `write SEED` fills a struct by a generator of numbers, writes its bytes
 * to stdout and its values to stderr; `read` writes the values of bytes from stdin.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

static struct all all;
static unsigned long long state;
static int writes;

static unsigned long long number(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return state ^ state >> 29;
}

#define VALUE(at) do { \
	if (writes) \
		at = number(); \
	fprintf(stderr, #at " %lld\n", (long long)at); \
} while (0)

/* Numbers that a float holds exactly. */
#define REAL(at) do { \
	if (writes) \
		at = (short)number() / 4.0; \
	fprintf(stderr, #at " %lld\n", (long long)(at * 4)); \
} while (0)

static void point(struct point *p)
{
	VALUE(p->tag);
	VALUE(p->x);
	VALUE(p->y);
}

static void integers(void)
{
	VALUE(all.u8);
	VALUE(all.s8);
	VALUE(all.u16);
	VALUE(all.s16);
	VALUE(all.u32);
	VALUE(all.s32);
	VALUE(all.u64);
	VALUE(all.s64);
	VALUE(all.yes);
	VALUE(all.color);
	VALUE(all.tiny);
	REAL(all.f);
	REAL(all.d);
	if (writes)
		all.pointer = (void *)(unsigned long)number();
	fprintf(stderr, "all.pointer %lld\n", (long long)all.pointer);
	if (writes)
		all.huge = number() | (unsigned __int128)number() << 64;
	fprintf(stderr, "all.huge %lld %lld\n", (long long)all.huge, (long long)(all.huge >> 64));
}

static void arrays(void)
{
	for (int i = 0; i < 8; i++) {
		unsigned char *text = (unsigned char *)all.text;

		VALUE(text[i]);
	}
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			VALUE(all.matrix[i][j]);
	for (int i = 0; i < 3; i++)
		VALUE(all.flags[i]);
	for (int i = 0; i < 2; i++)
		point(&all.points[i]);
}

static void bits(void)
{
	VALUE(all.bits.a);
	VALUE(all.bits.b);
	VALUE(all.bits.c);
	VALUE(all.bits.yes);
	VALUE(all.bits.color);
	VALUE(all.bits.wide);
	VALUE(all.bits.all);
	VALUE(all.packed.first);
	VALUE(all.packed.a);
	VALUE(all.packed.b);
	VALUE(all.packed.last);
	VALUE(all.packed.word);
}

static void unions(void)
{
	if (writes) {
		all.value.point = (struct point){ .tag = 0 };
		all.value.point.x = number();
		all.value.point.y = number();
		all.value.low = number();
	}
	fprintf(stderr, "all.value %d %d %u %u %d %d\n", all.value.number,
		all.value.letters[4], all.value.low, all.value.point.tag, all.value.point.x,
		all.value.point.y);
	VALUE(all.inner);
}

int main(int argc, char **argv)
{
	writes = argc == 3 && strcmp(argv[1], "write") == 0;
	if (writes)
		state = strtoull(argv[2], NULL, 10);
	else if (fread(&all, sizeof(all), 1, stdin) != 1)
		return 1;
	integers();
	arrays();
	bits();
	unions();
	return writes && fwrite(&all, sizeof(all), 1, stdout) != 1;
}
