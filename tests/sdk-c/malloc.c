// SPDX-License-Identifier: MIT
/* Allocates, resizes and frees at random, and checks that no memory is given twice. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCKS 500
#define ROUNDS 200000

static struct {
	unsigned char *memory;
	size_t size;
	unsigned char mark;
} blocks[BLOCKS];

static unsigned seed = 1;

static unsigned number(void)
{
	seed = seed * 1103515245 + 12345;
	return seed >> 8;
}

static int is_whole(int n)
{
	for (size_t i = 0; i < blocks[n].size; i++)
		if (blocks[n].memory[i] != blocks[n].mark)
			return 0;
	return 1;
}

static void allocate(int n)
{
	size_t size = number() % (number() % 64 ? 300 : 200000);

	blocks[n].size = size;
	switch (number() % 4) {
	case 0:
		blocks[n].memory = calloc(size, 1);
		break;
	case 1:
		blocks[n].memory = aligned_alloc(64u << number() % 6, size);
		break;
	default:
		blocks[n].memory = malloc(size);
	}
	if (!blocks[n].memory || (uintptr_t)blocks[n].memory % 16)
		exit(3);
	blocks[n].mark = number();
	memset(blocks[n].memory, blocks[n].mark, size);
}

static void resize(int n)
{
	size_t before = blocks[n].size, size = number() % 5000;

	blocks[n].memory = realloc(blocks[n].memory, size);
	blocks[n].size = size < before ? size : before;
	if (!blocks[n].memory || !is_whole(n))
		exit(4);
	blocks[n].size = size;
	memset(blocks[n].memory, blocks[n].mark, size);
}

int main(void)
{
	/* Volatile, or the compiler takes it that what is not used was allocated. */
	void *(*volatile allocate_any)(size_t) = malloc;
	volatile size_t huge = SIZE_MAX;
	void *memory;

	for (int round = 0; round < ROUNDS; round++) {
		int n = number() % BLOCKS;

		if (!blocks[n].memory) {
			allocate(n);
		} else if (!is_whole(n)) {
			return 5;
		} else if (number() % 3) {
			free(blocks[n].memory);
			blocks[n].memory = NULL;
		} else {
			resize(n);
		}
	}
	for (size_t size = huge; size > 1u << 31; size /= 2)
		if (allocate_any(size) || errno != ENOMEM)
			return 6;
	allocate_any = NULL;
	memory = calloc(huge, 2);
	if (memory)
		return 7;
	if (posix_memalign(&memory, 3, 1) != EINVAL || posix_memalign(&memory, 4096, 10) ||
	    (uintptr_t)memory % 4096)
		return 8;
	free(NULL);
	printf("%d pages\n", (int)((size_t)sbrk(0) >> 16));
	return 0;
}
