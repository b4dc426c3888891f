// SPDX-License-Identifier: MIT
#include "records/mirror.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "records/mapping.h"
#include "records/source.h"

enum { WORD = 8, CHUNK = 4096 };

struct mirror {
	struct mirror *next;
	int32_t handle;
	uint8_t *at;      /* in the guest's memory */
	uint8_t *kernel;  /* the map's pages */
	uint8_t *known;   /* what both had last */
	size_t size;
	size_t fixed;     /* bytes at the beginning that only the kernel writes */
	bool is_ring;     /* the guest's data come before its position, which is one word */
	bool read_only;
};

static uint8_t *map_kernel(const struct source *source, size_t size, bool *ret_read_only)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, source->fd, 0);

	*ret_read_only = at == MAP_FAILED;
	if (at == MAP_FAILED)
		at = mmap(NULL, size, PROT_READ, MAP_SHARED, source->fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

/* The consumer's page of a user ring is the kernel's, and only the rest can be written. */
static uint8_t *map_ring(const struct source *source, size_t size, size_t page)
{
	uint8_t *at = mmap(NULL, size, PROT_READ, MAP_SHARED, source->fd, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (mmap(at + page, size - page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, source->fd,
		 (off_t)page) == MAP_FAILED) {
		munmap(at, size);
		return NULL;
	}
	return at;
}

int mirror_new(struct mirrors *mirrors, const struct source *source, int32_t handle, uint8_t *at,
	       struct mirror **ret_mirror, struct err *err)
{
	struct mirror *mirror = calloc(1, sizeof(*mirror));
	const size_t size = mapping_size(source), page = (size_t)sysconf(_SC_PAGESIZE);

	if (mirror) {
		*mirror = (struct mirror){
			.handle = handle,
			.at = at,
			.size = size,
			.known = calloc(1, size),
			.is_ring = source->type == BPF_MAP_TYPE_USER_RINGBUF,
		};
		mirror->fixed = mirror->is_ring ? page : 0;
		mirror->kernel = mirror->is_ring ? map_ring(source, size, page)
						 : map_kernel(source, size, &mirror->read_only);
	}
	if (!mirror || !mirror->known || !mirror->kernel) {
		err_set(err, mirror && mirror->known ? errno : ENOMEM, "cannot map '%s': %s",
			source->name, strerror(errno));
		if (mirror)
			free(mirror->known);
		free(mirror);
		return -err->code;
	}
	memset(at, 0, size);
	mirror->next = mirrors->first;
	mirrors->first = mirror;
	*ret_mirror = mirror;
	return 0;
}

void mirror_free(struct mirrors *mirrors, struct mirror *mirror)
{
	struct mirror **link = &mirrors->first;

	if (!mirror)
		return;
	while (*link != mirror)
		link = &(*link)->next;
	*link = mirror->next;
	memset(mirror->at, 0, mirror->size);
	munmap(mirror->kernel, mirror->size);
	free(mirror->known);
	free(mirror);
}

/* The kernel may write neighbours of what the guest changed in an array. */
static void give_word(struct mirror *mirror, size_t at)
{
	uint64_t word;

	if (mirror->is_ring) {
		memcpy(&word, mirror->at + at, WORD);
		__atomic_store_n((uint64_t *)(void *)(mirror->kernel + at), word, __ATOMIC_RELEASE);
	} else {
		for (size_t i = at; i < at + WORD; i++)
			if (mirror->at[i] != mirror->known[i])
				mirror->kernel[i] = mirror->at[i];
	}
	memcpy(mirror->known + at, mirror->at + at, WORD);
}

static void give(struct mirror *mirror)
{
	for (size_t at = mirror->size; at > mirror->fixed;) {
		at -= CHUNK;
		if (memcmp(mirror->at + at, mirror->known + at, CHUNK) == 0)
			continue;
		for (size_t word = at + CHUNK; word > at;) {
			word -= WORD;
			if (memcmp(mirror->at + word, mirror->known + word, WORD) != 0)
				give_word(mirror, word);
		}
	}
}

void mirrors_give(struct mirrors *mirrors)
{
	for (struct mirror *i = mirrors->first; i; i = i->next)
		if (!i->read_only)
			give(i);
}

/* The kernel writes while this runs: one copy is looked at. */
static void take_chunk(struct mirror *mirror, size_t at, mirror_taker *take, void *context)
{
	uint8_t now[CHUNK];
	size_t first = 0, end = CHUNK;

	memcpy(now, mirror->kernel + at, CHUNK);
	while (first < CHUNK && now[first] == mirror->known[at + first])
		first++;
	if (first == CHUNK)
		return;
	while (now[end - 1] == mirror->known[at + end - 1])
		end--;
	memcpy(mirror->known + at + first, now + first, end - first);
	memcpy(mirror->at + at + first, now + first, end - first);
	take(context, mirror->handle, at + first, now + first, end - first);
}

void mirrors_take(struct mirrors *mirrors, mirror_taker *take, void *context)
{
	for (struct mirror *i = mirrors->first; i; i = i->next)
		for (size_t at = 0; at < i->size; at += CHUNK)
			take_chunk(i, at, take, context);
}
