// SPDX-License-Identifier: MIT
/*
 * Pages of memory, for maps to lie over. They come from growing the memory, whose own unit
 * is larger, and are kept for the next one who needs some.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"

struct free_pages {
	struct free_pages *next;
	char *at;
	size_t size;
};

static struct free_pages *free_pages;

size_t sdk_pages_round(size_t size)
{
	size_t page = wasm_bpf_page_size();

	return (size + page - 1) / page * page;
}

static void *grow_memory(size_t *size)
{
	size_t count = (*size + WASM_PAGE - 1) / WASM_PAGE;
	size_t at = __builtin_wasm_memory_grow(0, count);

	*size = count * WASM_PAGE;
	return at == (size_t)-1 ? NULL : (void *)(at * WASM_PAGE);
}

/* Takes the beginning of a free range that is large enough. */
static void *take_free(size_t size)
{
	for (struct free_pages **at = &free_pages; *at; at = &(*at)->next) {
		struct free_pages *range = *at;
		char *pages = range->at;

		if (range->size < size)
			continue;
		range->at += size;
		range->size -= size;
		if (!range->size) {
			*at = range->next;
			free(range);
		}
		return memset(pages, 0, size);
	}
	return NULL;
}

void sdk_pages_free(void *pages, size_t size)
{
	struct free_pages *range = malloc(sizeof(*range));

	if (!range)
		return; /* lost: nothing else can use them */
	*range = (struct free_pages){ free_pages, pages, sdk_pages_round(size) };
	free_pages = range;
}

void *sdk_pages_new(size_t size)
{
	size_t grown;
	char *pages;

	if (size > INT32_MAX)
		return sdk_error_ptr(ENOMEM);
	size = sdk_pages_round(size);
	pages = take_free(size);
	if (pages)
		return pages;
	grown = size;
	pages = grow_memory(&grown);
	if (!pages)
		return sdk_error_ptr(ENOMEM);
	if (grown > size)
		sdk_pages_free(pages + size, grown - size);
	return pages;
}
