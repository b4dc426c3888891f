// SPDX-License-Identifier: MIT
/*
 * A malloc of 1 KB in the place of the libc's of 12: `wasm-bpf-cc --small-malloc`.
 *
 * A block is a power of two with its header; a free one waits in the list of its
 * size for the next request of that size, and is never split or merged. So each call
 * takes a few instructions, and a block up to twice the memory that it needs.
 *
 * The functions are weak: where a libc brings its own along for reasons of its own,
 * that takes the place of all of these.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../compat/linux.h"

#define PAGE 65536
#define ALIGNMENT 16
#define CLASSES 31 /* a block has at most 2^30 bytes */

/* Before the memory that is given out, at the end of 16 bytes. */
struct header {
	uint32_t class;   /* the block has 2^class bytes */
	uint32_t offset;  /* from the block's begin to the memory */
};

struct free_block {
	struct free_block *next;
};

extern char __heap_base;

static struct free_block *free_lists[CLASSES];
static char *top, *end;  /* memory that was never given out */

static struct header *header_of(void *memory)
{
	return (struct header *)memory - 1;
}

static char *block_of(void *memory)
{
	return (char *)memory - header_of(memory)->offset;
}

/* Fresh memory from the top, which grows by pages. Null where there is no more. */
static char *take_fresh(size_t size)
{
	char *block;

	if (!top) {
		top = (char *)(((uintptr_t)&__heap_base + ALIGNMENT - 1) & -ALIGNMENT);
		end = sbrk(0);
	}
	if ((size_t)(end - top) < size) {
		size_t more = (size - (end - top) + PAGE - 1) & -PAGE;
		char *got = sbrk(more);

		if (got == (char *)-1)
			return NULL;
		if (got != end) { /* another took memory meanwhile: begin behind it */
			top = got;
			end = got + more;
			return take_fresh(size);
		}
		end += more;
	}
	block = top;
	top += size;
	return block;
}

static void *give(char *block, uint32_t class, size_t offset)
{
	*header_of(block + offset) = (struct header){ class, offset };
	return block + offset;
}

__attribute__((weak)) void *malloc(size_t size)
{
	uint32_t class;
	char *block;

	if (size > (1u << (CLASSES - 1)) - ALIGNMENT) {
		errno = ENOMEM;
		return NULL;
	}
	class = 32 - __builtin_clz((size + ALIGNMENT - 1) | (2 * ALIGNMENT - 1));
	block = (char *)free_lists[class];
	if (block) {
		free_lists[class] = free_lists[class]->next;
		return give(block, class, ALIGNMENT);
	}
	block = take_fresh((size_t)1 << class);
	if (!block) {
		errno = ENOMEM;
		return NULL;
	}
	return give(block, class, ALIGNMENT);
}

__attribute__((weak)) void free(void *memory)
{
	struct free_block *block;
	uint32_t class;

	if (!memory)
		return;
	class = header_of(memory)->class;
	block = (struct free_block *)block_of(memory);
	block->next = free_lists[class];
	free_lists[class] = block;
}

__attribute__((weak)) size_t malloc_usable_size(void *memory)
{
	return memory ? ((size_t)1 << header_of(memory)->class) - header_of(memory)->offset : 0;
}

__attribute__((weak)) void *calloc(size_t count, size_t size)
{
	size_t bytes;
	void *memory;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(bytes);
	return memory ? memset(memory, 0, bytes) : NULL;
}

__attribute__((weak)) void *realloc(void *memory, size_t size)
{
	size_t usable = malloc_usable_size(memory);
	void *moved;

	if (memory && size <= usable)
		return memory;
	moved = malloc(size);
	if (moved && memory) {
		memcpy(moved, memory, usable);
		free(memory);
	}
	return moved;
}

__attribute__((weak)) void *aligned_alloc(size_t alignment, size_t size)
{
	char *memory, *block;

	if (alignment <= ALIGNMENT)
		return malloc(size);
	if (alignment & (alignment - 1) || size > SIZE_MAX - alignment) {
		errno = alignment & (alignment - 1) ? EINVAL : ENOMEM;
		return NULL;
	}
	memory = malloc(size + alignment);
	if (!memory)
		return NULL;
	block = block_of(memory);
	memory += -(uintptr_t)memory & (alignment - 1);
	return give(block, header_of(block + ALIGNMENT)->class, memory - block);
}

LIBC(int, posix_memalign, void **ret_memory, size_t alignment, size_t size);

__attribute__((weak)) int libc_posix_memalign(void **ret_memory, size_t alignment, size_t size)
{
	void *memory;

	if (alignment < sizeof(void *) || alignment & (alignment - 1))
		return EINVAL;
	memory = aligned_alloc(alignment, size);
	if (!memory)
		return ENOMEM;
	*ret_memory = memory;
	return 0;
}
